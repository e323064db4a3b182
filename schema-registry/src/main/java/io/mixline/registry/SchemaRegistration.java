package io.mixline.registry;

/** What is done about a schema of ours that the registry may not know. */
public enum SchemaRegistration {
    /** It is registered, in the subject's own compatibility mode. */
    REGISTER,
    /** It is registered, and its subject is set to FULL_TRANSITIVE before: what our schemas keep. */
    REGISTER_FULL_TRANSITIVE,
    /** It is looked up, and must be there: somebody else registers schemas. */
    LOOK_UP
}
