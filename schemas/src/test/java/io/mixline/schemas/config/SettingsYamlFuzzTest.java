package io.mixline.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a configuration file: settings, or problems. */
class SettingsYamlFuzzTest {

    private static final int MAX_MESSAGE = 64 * 1024;
    private static final List<Setting<?>> SETTINGS = List.of(
            Setting.integer("encoder.max-in-flight", 1, 4096).orElse(64),
            Setting.duration("gate.min-interval").optional(),
            Setting.byteSize("cache.size").optional(),
            Setting.text("topics.source").list().orElse(List.of()));
    private static final String GOOD = """
            encoder:
              max-in-flight: 64 # a comment
            gate.min-interval: 5 s
            cache: {size: "64 MiB"}
            kafka.bootstrap.servers: a:1,b:2
            topics:
              source: [a, b]
            """;

    @Property
    void any_text_is_settings_or_problems(@ForAll("texts") String text) {
        parse(text);
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void a_bomb_is_settings_or_problems(String text) {
        parse(text);
    }

    @Test
    void an_alias_is_a_problem_and_not_the_text_of_its_name() {
        for (String text : List.of("a: [1, *x]\n", "a: *x\n", "a: &x {b: *x}\n")) {
            assertThat(flattened(text)).as(text).singleElement().asString().endsWith("an alias, *x (expected: YAML)");
        }
    }

    private static List<String> flattened(String text) {
        try {
            SettingsYaml.flatten(text);
            return List.of();
        } catch (InvalidConfigurationException e) {
            return e.problems();
        }
    }

    @Test
    void many_problems_are_counted_and_the_first_are_told() {
        List<String> problems = IntStream.range(0, 250).mapToObj(i -> "p" + i).toList();
        InvalidConfigurationException many = new InvalidConfigurationException("configuration", problems);
        assertThat(many.problems()).hasSize(250);
        assertThat(many)
                .hasMessageStartingWith("configuration: 250 problems\n  p0\n")
                .hasMessageEndingWith("p99\n  and 150 more");
    }

    private static void parse(String text) {
        try {
            Map<String, String> flat = SettingsYaml.flatten(text);
            Settings.parse(SETTINGS, flat, "kafka.");
        } catch (InvalidConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage()).hasSizeLessThan(2 * BoundedYaml.MAX_CHARACTERS + MAX_MESSAGE);
        }
    }

    static List<String> bombs() {
        return HostileYaml.bombs();
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileYaml.like(GOOD);
    }
}
