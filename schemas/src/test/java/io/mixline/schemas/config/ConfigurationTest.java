package io.mixline.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

    private static final Setting<String> NAME =
            Setting.text("name").orElse("nobody").describedAs("A name.");
    private static final Setting<Integer> OTHER =
            Setting.integer("other.number", 0, 9).describedAs("Another command's.");

    @TempDir
    Path directory;

    @Test
    void what_is_set_goes_before_the_file() throws IOException {
        Path file = Files.writeString(directory.resolve("c.yaml"), "name: file\nkafka:\n  acks: all\n");

        Settings settings =
                Configuration.load(Optional.of(file), Map.of("name", "set")).settings(Set.of(NAME), Set.of());

        assertThat(settings.get(NAME)).isEqualTo("set");
        assertThat(settings.passThrough("kafka.")).containsExactly(Map.entry("acks", "all"));
    }

    @Test
    void a_file_that_cannot_be_read_is_refused_by_its_name() throws IOException {
        Path latin1 =
                Files.write(directory.resolve("latin1.yaml"), new byte[] {'n', 'a', 'm', 'e', ':', ' ', (byte) 0xE9});

        assertRefused(latin1, "configuration: " + latin1 + " (expected: UTF-8 text)");
        assertRefused(directory, "configuration: " + directory + " (expected: a file that can be read, not ");
        assertRefused(directory.resolve("none"), "none (expected: a file)");
    }

    @Test
    void a_file_that_is_no_yaml_is_told_in_one_line_with_its_name_and_place() throws IOException {
        Path outdented = Files.writeString(directory.resolve("c.yaml"), "cache:\n  directory: /x\n topics: [a\n");
        Path tab = Files.writeString(directory.resolve("tab.yaml"), "cache:\n\tdirectory: /x\n");
        Path open = Files.writeString(directory.resolve("open.yaml"), "a: [1,\n 2\nb: 3\n");
        Path two = Files.writeString(directory.resolve("two.yaml"), "name: a\n---\nname: b\n");

        assertThat(told(outdented))
                .isEqualTo(outdented + ": line 3, column 2: expected <block end>, but found '<block mapping start>',"
                        + " while parsing a block mapping that begins in line 1 (expected: YAML)");
        assertThat(told(tab))
                .startsWith(tab + ": line 2, column 1: found character '\\t(TAB)'")
                .endsWith(" (expected: YAML)")
                .hasLineCount(1);
        assertThat(told(open))
                .startsWith(open + ": line 3, column ")
                .endsWith(" (expected: YAML)")
                .hasLineCount(1);
        assertThat(told(two)).startsWith(two + ": line ").hasLineCount(1);
    }

    private static String told(Path file) {
        return catchThrowableOfType(
                        InvalidConfigurationException.class, () -> Configuration.load(Optional.of(file), Map.of()))
                .told();
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> Configuration.load(Optional.of(file), Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void settings_of_other_commands_are_known_and_passed_over() {
        Configuration configuration = Configuration.load(Optional.empty(), Map.of("other.number", "not looked at"));

        assertThat(configuration.settings(Set.of(NAME), Set.of(NAME, OTHER)).get(NAME))
                .isEqualTo("nobody");
        assertThatThrownBy(() -> configuration.settings(Set.of(NAME), Set.of(NAME)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("other.number");
    }

    @Test
    void secrets_come_from_files_and_the_environment() throws IOException {
        Path secret = Files.writeString(directory.resolve("password"), "s3cr3t\n");
        String jaas = "login required user=\"me\" password=\"${file:" + secret + "}\" realm=\"${env:REALM}\";";

        Settings settings = Configuration.load(
                        Optional.empty(), Map.of("kafka.sasl.jaas.config", jaas), Map.of("REALM", "here")::get)
                .settings(Set.of(), Set.of());

        assertThat(settings.passThrough("kafka."))
                .containsEntry("sasl.jaas.config", "login required user=\"me\" password=\"s3cr3t\" realm=\"here\";");
    }

    @Test
    void a_secret_is_in_no_description_and_no_message() throws IOException {
        Path secret = Files.writeString(directory.resolve("password"), "s3cr3t");
        String reference = "${file:" + secret + "}";

        Configuration innocent = Configuration.load(Optional.empty(), Map.of("kafka.client.id", reference));
        assertThat(innocent.describe(innocent.settings(Set.of(), Set.of())))
                .contains("kafka.client.id: " + reference)
                .doesNotContain("s3cr3t");

        Configuration wrong =
                Configuration.load(Optional.empty(), Map.of("other.number", reference, "unknown", reference));
        assertThatThrownBy(() -> wrong.settings(Set.of(OTHER), Set.of()))
                .hasMessageContaining("other.number: " + reference)
                .hasMessageContaining("unknown: " + reference)
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void every_reference_that_leads_nowhere_is_listed() {
        Map<String, String> set = Map.of("kafka.a", "${file:/no/such/file}", "kafka.b", "${env:NO_SUCH_VARIABLE}");

        assertThatThrownBy(() -> Configuration.load(Optional.empty(), set, name -> null))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("kafka.a: ${file:/no/such/file} (expected: a file that can be read)")
                .hasMessageContaining("kafka.b: ${env:NO_SUCH_VARIABLE} (expected: a variable that is set)");
    }

    @Test
    void a_file_that_is_not_there_is_said() {
        assertThatThrownBy(() -> Configuration.load(Optional.of(directory.resolve("none.yaml")), Map.of()))
                .hasMessageContaining("none.yaml (expected: a file)");
    }
}
