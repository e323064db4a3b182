package io.mixline.schemas.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.schemas.config.InvalidConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceMappingTest {

    private static final String SCHEMA = """
            {"type": "record", "name": "Posting", "fields": [
              {"name": "id", "type": "string"},
              {"name": "revision", "type": ["null", "long"]},
              {"name": "op", "type": {"type": "enum", "name": "Op", "symbols": ["PUT", "GONE"]}},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
              {"name": "atSeconds", "type": "double"},
              {"name": "plain", "type": "long"},
              {"name": "text", "type": ["null", {"type": "record", "name": "Text", "fields": [
                {"name": "title", "type": "string"},
                {"name": "tags", "type": {"type": "array", "items": "string"}},
                {"name": "numbers", "type": {"type": "array", "items": "int"}},
                {"name": "extra", "type": {"type": "map", "values": ["null", "string"]}}]}]}]}
            """;
    private static final String YAML = """
            schemas: [posting.avsc]
            itemId: id
            version: {rule: FIELD, path: revision}
            changedAt: {path: at}
            delete: {path: op, equals: GONE}
            content:
              title: text.title
              tags: text.tags
              extra.*: text.extra
            """;

    @Test
    void a_mapping_says_what_its_text_says() {
        SourceMapping mapping = parse(YAML);
        assertThat(mapping.itemId()).hasToString("id");
        assertThat(mapping.version().kind()).isEqualTo(VersionRule.Kind.FIELD);
        assertThat(mapping.deletes()).containsExactly(new DeleteRule(SourcePath.parse("op"), Set.of("GONE")));
        assertThat(mapping.nullValueDeletes()).isFalse();
        assertThat(mapping.content()).extracting(ContentField::name).containsExactly("title", "tags", "extra.*");
        assertThat(mapping.writers()).hasSize(1);
    }

    @Test
    void its_texts_make_an_equal_mapping() {
        for (SourceMapping mapping : List.of(parse(YAML), SourceMapping.jobPostingChange())) {
            assertThat(SourceMapping.parse(mapping.yaml(), mapping.schemas()))
                    .isEqualTo(mapping)
                    .hasSameHashCodeAs(mapping);
        }
    }

    @Test
    void all_problems_are_told_at_once() {
        String yaml = """
                schemas: [posting.avsc, lost.avsc]
                itemID: id
                version: {rule: REVISION, path: revision}
                changedAt: {path: at, unit: MILLIS}
                delete: {path: op, equals: [GNOE]}
                content:
                  title: text.titel
                  numbers: text.numbers
                  extra: text.extra
                """;
        assertThat(problems(yaml, SCHEMA))
                .containsExactlyInAnyOrder(
                        "itemID: \"id\" (expected: one of the keys schemas, itemId, version, changedAt, delete, nullValue, content)",
                        "schemas: lost.avsc (expected: a file that is given: posting.avsc)",
                        "itemId: absent (expected: a path such as after.id, or a list of paths)",
                        "version.rule: \"REVISION\" (expected: FIELD, LOG_SEQUENCE, UPDATE_TIME)",
                        "changedAt.unit: MILLIS (expected: MICROS, as the schema says of at)",
                        "delete.equals: GNOE (expected: GONE, PUT)",
                        "content.title: text.titel (expected: a path that is in one of posting.avsc)",
                        "content.numbers: text.numbers of type array in posting.avsc (expected: string, enum, int, long, boolean, "
                                + "or an array of strings; a map of strings for a name that ends in .*)",
                        "content.extra: text.extra of type map in posting.avsc (expected: string, enum, int, long, boolean, "
                                + "or an array of strings; a map of strings for a name that ends in .*)");
    }

    @Test
    void a_number_needs_a_unit_to_be_a_time() {
        assertProblem(
                YAML.replace("{path: at}", "{path: plain}"),
                "changedAt.unit: absent (expected: MILLIS or MICROS, as the schema says neither)");
        assertProblem(
                YAML.replace("{path: at}", "{path: atSeconds, unit: MILLIS}"),
                "changedAt.path: atSeconds of type double in posting.avsc (expected: long)");
        assertProblem(
                YAML.replace("{path: at}", "KAFKA_TIME"),
                "changedAt: \"KAFKA_TIME\" (expected: path and unit, or KAFKA_TIMESTAMP)");
    }

    @Test
    void a_time_is_no_revision_number() {
        assertProblem(
                YAML.replace("path: revision", "path: at"),
                "version.path: at of type long (timestamp-micros) in posting.avsc (expected: int, long, or a string of "
                        + "digits; a timestamp with rule UPDATE_TIME)");
    }

    @Test
    void offset_bits_have_a_range_and_no_meaning_beside_a_revision_number() {
        assertProblem(
                YAML.replace("rule: FIELD,", "rule: FIELD, offsetBits: 3,"),
                "version.offsetBits: 3 (expected: one of the keys rule, path)");
        assertProblem(
                YAML.replace("rule: FIELD,", "rule: LOG_SEQUENCE, offsetBits: 33,"),
                "version.offsetBits: 33 (expected: 1 to 32)");
        assertThat(parse(YAML.replace("FIELD", "LOG_SEQUENCE")).version().offsetBits())
                .isEqualTo(16);
    }

    @Test
    void a_null_value_has_a_version_only_beside_update_times() {
        assertProblem(
                YAML + "nullValue: {version: KAFKA_TIMESTAMP}\n",
                "nullValue.version: [KAFKA_TIMESTAMP] (expected: absent, as it does not compare with FIELD)");
        assertThat(parse(YAML.replace("{rule: FIELD, path: revision}", "{rule: UPDATE_TIME, path: at}")
                                + "nullValue: {version: KAFKA_TIMESTAMP}\n")
                        .nullValueDeletes())
                .isTrue();
    }

    @Test
    void a_delete_rule_is_either_of_two() {
        assertProblem(
                YAML.replace("equals: GONE", "equals: GONE, isNull: true"),
                "delete: op (expected: equals or isNull beside the path, and not both)");
        assertProblem(YAML.replace("equals: GONE", "isNull: false"), "delete.isNull: [false] (expected: true)");
    }

    @Test
    void what_is_no_yaml_or_no_avro_is_told_so() {
        assertThat(problems("schemas: [", SCHEMA)).singleElement().asString().endsWith("(expected: YAML)");
        assertThat(problems(YAML + "itemId: id\n", SCHEMA))
                .singleElement()
                .asString()
                .contains("itemId");
        assertThat(problems("", SCHEMA)).isNotEmpty();
        assertThat(problems("[]", SCHEMA)).isNotEmpty();
        assertThat(problems(YAML, "{\"type\": \"recrod\"}"))
                .singleElement()
                .asString()
                .startsWith("schemas: posting.avsc (expected: an Avro schema;");
        assertThat(problems(YAML, "\"string\""))
                .containsExactly("schemas: posting.avsc, a string (expected: the schema of a record)");
    }

    @Test
    void schemas_whose_bytes_look_alike_are_told_apart_or_refused() {
        Map<String, String> schemas = Map.of("posting.avsc", SCHEMA, "b.avsc", SCHEMA.replace("micros", "millis"));
        String yaml = YAML.replace("[posting.avsc]", "[posting.avsc, b.avsc]");
        assertThat(catchThrowableOfType(InvalidConfigurationException.class, () -> SourceMapping.parse(yaml, schemas))
                        .problems())
                .containsExactly("schemas: posting.avsc, b.avsc (expected: schemas whose bytes can be told apart)");
    }

    @Test
    void the_item_id_is_in_every_schema() {
        Map<String, String> schemas =
                Map.of("posting.avsc", SCHEMA, "b.avsc", SCHEMA.replace("\"id\"", "\"postingId\""));
        String yaml = YAML.replace("[posting.avsc]", "[posting.avsc, b.avsc]");
        assertThat(catchThrowableOfType(InvalidConfigurationException.class, () -> SourceMapping.parse(yaml, schemas))
                        .problems())
                .containsExactly("itemId: id (expected: a path that is in b.avsc too)");
        assertThat(SourceMapping.parse(yaml.replace("itemId: id", "itemId: [id, postingId]"), schemas)
                        .itemId())
                .hasToString("id, else postingId");
    }

    @Test
    void a_version_keeps_the_order_of_its_values_and_then_of_offsets() {
        VersionRule rule = new VersionRule(
                VersionRule.Kind.LOG_SEQUENCE, new SourcePaths(List.of(SourcePath.parse("lsn"))), null, 4);
        assertThat(rule.version(1, 0)).isEqualTo(16);
        assertThat(rule.version(1, 15)).isEqualTo(31);
        assertThat(rule.version(1, 16)).as("the offset's low bits only").isEqualTo(16);
        assertThat(rule.version(rule.maxValue(), 15)).isEqualTo(Long.MAX_VALUE);
    }

    private static SourceMapping parse(String yaml) {
        return SourceMapping.parse(yaml, Map.of("posting.avsc", SCHEMA));
    }

    private static List<String> problems(String yaml, String schema) {
        return catchThrowableOfType(
                        InvalidConfigurationException.class,
                        () -> SourceMapping.parse(yaml, Map.of("posting.avsc", schema)))
                .problems();
    }

    private static void assertProblem(String yaml, String problem) {
        assertThat(problems(yaml, SCHEMA)).containsExactly(problem);
    }
}
