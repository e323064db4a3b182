package io.mixline.jobs.gate;

/** What becomes of a change behind the gate. */
public enum GateVerdict {
    /** Its text is to be encoded. */
    ENCODE,
    /** It deletes its item. */
    DELETE,
    /** Its text is that of the last change let through: it carries its order and fingerprint to the fence. */
    MARK,
    /** It could not be handled: it carries its order to the fence, and ends there as a dead letter. */
    FAILED
}
