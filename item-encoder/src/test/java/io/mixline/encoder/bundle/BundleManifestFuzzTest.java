package io.mixline.encoder.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a bundle.yaml: a manifest, or problems. */
class BundleManifestFuzzTest {

    private static final int MAX_MESSAGE = 128 * 1024;
    private static final List<String> PIECES = List.of(
            ": ",
            "- ",
            "?",
            "|",
            ">",
            "'",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            "&a ",
            "*a",
            "<<: *a",
            "!!int ",
            "---\n",
            "\n",
            "\t",
            "\u0000",
            "\uFEFF",
            "\uD800",
            "\u0085",
            "~",
            "null",
            "0x",
            "1_",
            "-1",
            "99999999999",
            "2147483647",
            ".inf",
            "0:60",
            "\"\\0\"",
            "../",
            "{title",
            "}}");

    @SuppressWarnings("NullAway.Init") // set by makeDirectory
    private static Path scratch;

    @TempDir
    Path directory;

    @BeforeContainer
    static void makeDirectory() throws IOException {
        scratch = Files.createTempDirectory(Path.of("target"), "manifest-fuzz");
        BundleDirectory.withFiles(scratch);
    }

    @AfterContainer
    static void removeDirectory() throws IOException {
        for (String name : List.of(BundleManifest.FILE_NAME, "model.onnx", "tokenizer.json")) {
            Files.deleteIfExists(scratch.resolve(name));
        }
        Files.deleteIfExists(scratch);
    }

    @Property
    void any_bytes_are_a_manifest_or_problems(@ForAll("manifests") byte[] manifest) throws IOException {
        load(scratch, manifest);
    }

    @Test
    void a_bomb_is_problems() throws IOException {
        BundleDirectory.withFiles(directory);
        for (String bomb : List.of(
                "[".repeat(100_000),
                "- ".repeat(50_000) + "x",
                "a".repeat(200_000) + ": 1\n",
                BundleDirectory.ONNX + "x: " + "y".repeat(5_000_000),
                BundleDirectory.ONNX.replace("2048", "9".repeat(100_000)),
                BundleDirectory.ONNX.replace("{title}", "{".repeat(50_000)),
                "a: &a {b: *a}\n" + BundleDirectory.ONNX)) {
            assertThat(load(directory, bomb.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
        }
    }

    @Test
    void a_file_name_with_a_zero_and_bytes_that_are_no_text_are_problems() throws IOException {
        BundleDirectory.withFiles(directory);
        assertThat(load(
                        directory,
                        BundleDirectory.ONNX
                                .replace("file: model.onnx", "file: \"a\\0b\"")
                                .getBytes(StandardCharsets.UTF_8)))
                .singleElement()
                .asString()
                .startsWith("model.file: a name with a zero");
        assertThat(load(directory, BundleDirectory.ONNX.replace("tiny", "tïny").getBytes(StandardCharsets.ISO_8859_1)))
                .containsExactly("bundle.yaml: not UTF-8 (expected: YAML in UTF-8)");
    }

    private static List<String> load(Path directory, byte[] manifest) throws IOException {
        Files.write(directory.resolve(BundleManifest.FILE_NAME), manifest);
        try {
            BundleManifest.load(directory);
            return List.of();
        } catch (InvalidConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage()).hasSizeLessThan(MAX_MESSAGE);
            return e.problems();
        }
    }

    @Provide
    Arbitrary<byte[]> manifests() {
        return Arbitraries.oneOf(
                Arbitraries.longs()
                        .map(seed ->
                                changed(BundleDirectory.ONNX, new Random(seed)).getBytes(StandardCharsets.UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(80));
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(3)) {
                case 0 -> changed.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> changed.delete(at, Math.min(changed.length(), at + 1 + random.nextInt(12)));
                default -> changed.setCharAt(at, (char) random.nextInt(0x10000));
            }
        }
        return changed.toString();
    }
}
