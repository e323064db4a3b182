package io.mixline.encoder.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.ModelFingerprint;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two bundles have one fingerprint only if they give the same bytes. */
class BundleFingerprintTest {

    @TempDir
    Path directory;

    private BundleDirectory bundle;
    private ModelFingerprint before;

    @BeforeEach
    void load() {
        bundle = BundleDirectory.withFiles(directory);
        before = bundle.load().model().fingerprint();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'itemText: \"{title}\"'       | 'itemText: \"{title}.\"'",
                "'shortText: \"{title, company}\"' | 'shortText: \"{title}\"'",
                "maxTextTokens: 2048           | maxTextTokens: 2047",
                "window: 512                   | window: 511",
                "kind: SEGMENT_MEAN            | kind: LAST_N",
                "tokensPerItem: 4              | tokensPerItem: 3",
                "dimension: 384                | dimension: 192",
                "dtype: FLOAT16                | dtype: BFLOAT16",
                "output: last_hidden_state     | output: pooler_output",
            })
    void another_line_that_decides_bytes_is_another_fingerprint(String line, String other) {
        assertThat(bundle.change(line, other).load().model().fingerprint()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"model.onnx, other weights", "tokenizer.json, {}{}"})
    void another_file_is_another_fingerprint(String file, String bytes) {
        assertThat(bundle.file(file, bytes).load().model().fingerprint()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "modelVersion: tiny-k4-v1 | modelVersion: another-name",
                "embeddingSpace: tiny-k4  | embeddingSpace: another-space",
                "truncation: HEAD         | truncation: HEAD # as before",
            })
    void a_name_alone_is_the_same_fingerprint(String line, String other) {
        assertThat(bundle.change(line, other).load().model().fingerprint()).isEqualTo(before);
    }

    @Test
    void the_names_of_files_do_not_count() {
        bundle.file("weights.bin", "weights").change("file: model.onnx", "file: weights.bin");
        assertThat(bundle.load().model().fingerprint()).isEqualTo(before);
    }

    @Test
    void another_engine_is_another_fingerprint(@TempDir Path other) {
        BundleDirectory hashing = BundleDirectory.in(other, BundleDirectory.HASHING);
        assertThat(hashing.load().model().fingerprint()).isNotEqualTo(before);
    }

    @Test
    void the_fingerprint_of_a_bundle_never_changes_between_releases(@TempDir Path other) {
        assertThat(BundleDirectory.in(other, BundleDirectory.HASHING)
                        .load()
                        .model()
                        .fingerprint())
                .hasToString("082b7040f48a5a6873f858808b16c519");
        assertThat(before).hasToString("faaabe7a675a580997d65c9ce0b133ed");
    }
}
