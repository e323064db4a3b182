package io.mixline.registry;

import java.io.Serializable;

/**
 * A registry, as configured.
 *
 * @param registration whether schemas of ours are registered, or only looked up
 */
public record RegistryOptions(
        RegistryAddress address, RegistryPatience patience, SubjectNaming subjects, SchemaRegistration registration)
        implements Serializable {}
