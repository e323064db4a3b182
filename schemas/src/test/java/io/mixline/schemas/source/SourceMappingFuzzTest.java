package io.mixline.schemas.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.schemas.config.HostileYaml;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a source.yaml or its schemas: a mapping, or problems. */
class SourceMappingFuzzTest {

    private static final int MAX_MESSAGE = 128 * 1024;
    private static final SourceMapping GOOD = SourceMapping.jobPostingChange();

    @Property
    void any_yaml_is_a_mapping_or_problems(@ForAll("yamls") String yaml) {
        parse(yaml, GOOD.schemas());
    }

    @Property
    void any_schema_is_a_mapping_or_problems(@ForAll("schemas") String schema) {
        parse(GOOD.yaml(), Map.of("JobPostingChange-v1.avsc", schema));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void a_bomb_is_a_mapping_or_problems(String text) {
        parse(text, GOOD.schemas());
        parse(GOOD.yaml() + text, GOOD.schemas());
        parse(GOOD.yaml(), Map.of("JobPostingChange-v1.avsc", text));
    }

    @Test
    void an_alias_is_no_path() {
        String yaml = GOOD.yaml().replace("itemId: jobId", "itemId: *jobId");
        assertThat(yaml).isNotEqualTo(GOOD.yaml());
        assertThat(problems(yaml))
                .singleElement()
                .asString()
                .matches("document: line \\d+, column \\d+: an alias, \\*jobId \\(expected: YAML\\)");
    }

    @Test
    void a_schema_of_many_levels_is_refused() {
        String deep = "{\"type\": \"array\", \"items\": ".repeat(5_000) + "\"int\"" + "}".repeat(5_000);
        assertThat(catchThrowableOfType(
                                InvalidConfigurationException.class,
                                () -> SourceMapping.parse(GOOD.yaml(), Map.of("JobPostingChange-v1.avsc", deep)))
                        .problems())
                .anyMatch(
                        problem -> problem.startsWith("schemas: JobPostingChange-v1.avsc (expected: an Avro schema;"));
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(
                        InvalidConfigurationException.class, () -> SourceMapping.parse(yaml, GOOD.schemas()))
                .problems();
    }

    private static void parse(String yaml, Map<String, String> schemas) {
        try {
            assertThat(SourceMapping.parse(yaml, schemas).writers()).isNotEmpty();
        } catch (InvalidConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage()).hasSizeLessThan(MAX_MESSAGE);
        }
    }

    static List<String> bombs() {
        return HostileYaml.bombs();
    }

    @Provide
    Arbitrary<String> yamls() {
        return HostileYaml.like(GOOD.yaml());
    }

    @Provide
    Arbitrary<String> schemas() {
        return HostileYaml.like(String.join("\n", GOOD.schemas().values()));
    }
}
