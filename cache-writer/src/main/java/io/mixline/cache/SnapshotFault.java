package io.mixline.cache;

/** Why a snapshot is passed over when a host looks for one to start from. */
public enum SnapshotFault {
    /** Its manifest is absent, cut or changed: it was never finished, or is damaged. */
    MANIFEST,
    /** Another release wrote it, in a format that this one does not know. */
    FORMAT,
    /** A file that the manifest names is not there, or is not as long. */
    INCOMPLETE,
    /** A file's bytes are not those that were written. */
    CHECKSUM,
    /** Its files are whole, but the store in them is not what the manifest says. */
    CONTENT,
    /** The disk of the cache has no room for it. */
    NO_SPACE,
    /** Reading it, or writing what was read, failed. */
    UNREADABLE
}
