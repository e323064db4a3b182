package io.mixline.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsYamlTest {

    @Test
    void a_tree_becomes_dotted_names() {
        assertThat(SettingsYaml.flatten("""
                        # a comment
                        encoder:
                          max-in-flight: 64
                          cuda: {version: 1.10, on: true}
                        kafka.bootstrap.servers: a:1
                        cache:
                          partitions: [1, 2, 03]
                        """))
                .isEqualTo(Map.of(
                        "encoder.max-in-flight", "64",
                        "encoder.cuda.version", "1.10",
                        "encoder.cuda.on", "true",
                        "kafka.bootstrap.servers", "a:1",
                        "cache.partitions", "1, 2, 03"));
        assertThat(SettingsYaml.flatten("")).isEmpty();
        assertThat(SettingsYaml.flatten("# nothing\n")).isEmpty();
    }

    @Test
    void what_cannot_be_flattened_is_told_at_once() {
        assertThat(problems("""
                        a: {b: 1}
                        a.b: 2
                        c:
                        d: [1, [2]]
                        e: ["1,2"]
                        """))
                .containsExactly(
                        "a.b: twice (expected: once)",
                        "c: nothing (expected: a text, number or boolean)",
                        "d: [ (expected: a text, number or boolean)",
                        "e: \"1,2\" (expected: no comma in a list's element)");
        assertThat(problems("- 1\n")).containsExactly("line 1: [ (expected: one tree of names and values)");
        assertThat(problems("a: [\n")).singleElement().asString().endsWith("(expected: YAML)");
        assertThat(problems("a: 1\n---\nb: 2\n")).hasSize(1);
    }

    private static List<String> problems(String yaml) {
        return catchThrowableOfType(InvalidConfigurationException.class, () -> SettingsYaml.flatten(yaml))
                .problems();
    }
}
