package io.mixline.jobs.config;

import io.mixline.registry.HttpSchemaRegistry;
import io.mixline.registry.RegistryOptions;
import io.mixline.schemas.codec.Framing;
import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the job's records name their schemas.
 *
 * @param registry null where there is none: Avro's single-object encoding is all that is read and written then
 * @param confluent topics that are written in Confluent's wire format; the others in single-object encoding
 */
public record JobFraming(@Nullable RegistryOptions registry, Set<OwnTopic> confluent) implements Serializable {

    public JobFraming {
        confluent = Set.copyOf(confluent);
        if (registry == null && !confluent.isEmpty()) {
            throw new IllegalArgumentException(
                    "framing.confluent: " + confluent + " (expected: empty without registry.url)");
        }
    }

    public static JobFraming singleObject() {
        return new JobFraming(null, Set.of());
    }

    /** Of a topic that is only read. */
    public Framing reading() {
        return registry == null ? Framing.singleObject() : Framing.singleObject(HttpSchemaRegistry.shared(registry));
    }

    /** Of a topic that the job writes. */
    public Framing of(OwnTopic kind, String topic) {
        return registry == null || !confluent.contains(kind)
                ? reading()
                : Framing.confluent(
                        HttpSchemaRegistry.shared(registry), registry.subjects().in(topic));
    }
}
