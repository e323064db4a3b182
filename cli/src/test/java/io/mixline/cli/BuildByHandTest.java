package io.mixline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether {@code bin/mixline} builds: in a checkout of its own, with a Maven and a Java that only say that they ran. */
class BuildByHandTest {

    private static final List<String> MODULES = List.of(
            "schemas",
            "schema-registry",
            "item-encoder",
            "cache-protocol",
            "cache-client",
            "embedded-kafka",
            "flink-jobs",
            "cache-writer",
            "cli");
    private static final Instant WRITTEN = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant BUILT = WRITTEN.plusSeconds(60);

    @TempDir
    private Path directory;

    private Path root;
    private Path tools;

    @BeforeEach
    void makeCheckout() throws IOException {
        root = Files.createDirectory(directory.resolve("checkout"));
        tools = Files.createDirectories(directory.resolve("tools/bin"));
        executable(tools.resolve("mvn"), "echo built >&2");
        executable(tools.resolve("java"), """
                case "$*" in
                    *-XshowSettings*) echo '    java.specification.version = 17' >&2 ;;
                    *) echo started ;;
                esac""");
        Files.createDirectory(root.resolve("bin"));
        Files.copy(Path.of("../bin/mixline"), root.resolve("bin/mixline"));
        write("pom.xml");
        for (String module : MODULES) {
            write(module + "/pom.xml");
            write(module + "/src/main/java/A.java");
        }
        Files.createDirectories(root.resolve("cli/target/classes"));
        Files.createDirectories(root.resolve("cli/target/lib"));
        touchAll(WRITTEN);
    }

    @Test
    void what_mvn_package_built_by_hand_is_not_built_again() throws Exception {
        packageByHand();

        assertThat(run()).isEqualTo("started\n");
    }

    @Test
    void a_source_that_is_newer_than_its_jar_is_built() throws Exception {
        packageByHand();
        touch(root.resolve("flink-jobs/src/main/java/A.java"), BUILT.plusSeconds(1));

        assertThat(run()).startsWith("mixline: building from source").endsWith("started\n");
        assertThat(run()).as("the second time").isEqualTo("started\n");
    }

    @Test
    void a_file_that_was_removed_since_the_build_is_built_away() throws Exception {
        packageByHand();
        Files.delete(root.resolve("schemas/src/main/java/A.java"));

        assertThat(run()).startsWith("mixline: building from source");
    }

    @Test
    void jars_that_are_not_what_would_run_are_built() throws Exception {
        packageByHand();
        Files.writeString(root.resolve("cli/target/lib/schemas-1.jar"), "an older one");

        assertThat(run()).startsWith("mixline: building from source");
    }

    @Test
    void a_checkout_without_a_build_is_built() throws Exception {
        assertThat(run()).startsWith("mixline: building from source");
    }

    private void packageByHand() throws IOException {
        for (String module : MODULES) {
            Path jar = write(module + "/target/" + module + "-1.jar");
            touch(jar, BUILT);
            if (!module.equals("cli")) {
                Files.copy(jar, root.resolve("cli/target/lib").resolve(jar.getFileName()));
            }
        }
    }

    private String run() throws IOException, InterruptedException {
        ProcessBuilder script =
                new ProcessBuilder("bash", root.resolve("bin/mixline").toString(), "get").redirectErrorStream(true);
        script.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        script.environment().remove("JAVA_HOME");
        Process process = script.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private Path write(String file) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, file);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private void touchAll(Instant time) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.forEach(file -> touch(file, time));
        }
    }

    private static void touch(Path file, Instant time) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(time));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
