package io.mixline.schemas.source;

import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Says which fields of a source's Avro records make an item change. Parsed from {@code source.yaml}:
 *
 * <pre>{@code
 * schemas: [envelope-v1.avsc, envelope-v2.avsc]  # every schema that may have written a record
 * itemId: [after.id, before.id]                  # text or number; of several paths the first that has a value
 * version:
 *   rule: LOG_SEQUENCE                           # FIELD, LOG_SEQUENCE or UPDATE_TIME, see VersionRule
 *   path: source.lsn
 *   offsetBits: 16                               # may be left out; not for FIELD
 * changedAt: {path: source.ts_ms, unit: MILLIS}  # or MICROS; without unit for a timestamp's logical type
 *                                                # or: changedAt: KAFKA_TIMESTAMP
 * delete:                                        # may be left out; one of the rules deletes
 *   - {path: op, equals: [d, t]}
 *   - {path: after, isNull: true}
 * nullValue: {version: KAFKA_TIMESTAMP}          # may be left out; only with rule UPDATE_TIME
 * content:
 *   title: after.title                           # text, number, boolean or symbol: one value
 *   skills: [after.skills, after.tags]           # an array of strings: many values
 *   attributes.*: after.attributes               # a map of strings: attributes.<key>, one value each
 * }</pre>
 *
 * <p>A path goes through records and nullable unions. Each path must be found in one of the schemas at least, and the
 * item id, the version and a changedAt in all of them. A record whose Kafka value is null is refused, unless {@code nullValue}
 * makes it a DELETE: its item id is then its Kafka key in UTF-8, its time the Kafka timestamp.
 *
 * <p>Immutable and thread-safe; equal where the texts are. It ships as its texts, {@link #yaml()} and {@link #schemas()}.
 */
public final class SourceMapping {

    private final String yaml;
    private final Map<String, String> schemas;
    private final SourceRules rules;

    private SourceMapping(String yaml, Map<String, String> schemas, SourceRules rules) {
        this.yaml = yaml;
        this.schemas = Map.copyOf(schemas);
        this.rules = rules;
    }

    /**
     * Parses a mapping and checks it against its schemas.
     *
     * @param schemaFilesByName texts of {@code .avsc} files by the names under which {@code yaml} lists them
     * @throws InvalidConfigurationException with every problem
     */
    public static SourceMapping parse(String yaml, Map<String, String> schemaFilesByName) {
        return new SourceMapping(yaml, schemaFilesByName, SourceYaml.parse(yaml, schemaFilesByName));
    }

    /** For records of the built-in schema {@code JobPostingChange}. */
    public static SourceMapping jobPostingChange() {
        return parse(
                resource("source/job-posting-change.source.yaml"),
                Map.of("JobPostingChange-v1.avsc", resource("released/JobPostingChange-v1.avsc")));
    }

    private static String resource(String name) {
        try (InputStream in = SourceMapping.class.getResourceAsStream("/io/mixline/schemas/" + name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + ": absent (expected: in this jar)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading resource " + name, e);
        }
    }

    /** The text that this was parsed from. */
    public String yaml() {
        return yaml;
    }

    /** Texts of the {@code .avsc} files by name, as given. */
    public Map<String, String> schemas() {
        return schemas;
    }

    /** The schemas that may have written a record. */
    public List<Schema> writers() {
        return rules.writers();
    }

    /**
     * Why records of a schema that the file does not list cannot be read beside those that it does; empty where they can.
     * As at the start, a path may lead nowhere in it, but for the item id, the version and a changedAt.
     */
    public List<String> problemsWith(Schema writer) {
        return SourceYaml.problems(yaml, schemas, writer);
    }

    public SourcePaths itemId() {
        return rules.itemId();
    }

    public VersionRule version() {
        return rules.version();
    }

    public ChangedAtRule changedAt() {
        return rules.changedAt();
    }

    /** A record is a DELETE if one of these says so. */
    public List<DeleteRule> deletes() {
        return rules.deletes();
    }

    /** Whether a Kafka null value is a DELETE, at the version of its Kafka timestamp. */
    public boolean nullValueDeletes() {
        return rules.nullValueDeletes();
    }

    public List<ContentField> content() {
        return rules.content();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceMapping that && yaml.equals(that.yaml) && schemas.equals(that.schemas);
    }

    @Override
    public int hashCode() {
        return 31 * yaml.hashCode() + schemas.hashCode();
    }
}
