package io.mixline.cache;

/** Why what came from a topic was discarded, and the topic is read again from its start. */
public enum RereadReason {
    /** Another topic has the name now. */
    RECREATED,
    /** The log begins above the position: what was in between, deletes among it, was never seen. */
    TRIMMED,
    /** The log lost what the position stands for: it ends below, or was cut below and written anew. */
    CUT
}
