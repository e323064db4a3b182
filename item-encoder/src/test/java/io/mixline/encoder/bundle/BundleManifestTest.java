package io.mixline.encoder.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.encoder.pooling.Pooling;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleManifestTest {

    @TempDir
    Path directory;

    @Test
    void a_manifest_is_read_whole() {
        BundleManifest manifest =
                BundleManifest.load(BundleDirectory.withFiles(directory).path());
        assertThat(manifest.names().modelVersion().name()).isEqualTo("tiny-k4-v1");
        assertThat(manifest.names().embeddingSpace().name()).isEqualTo("tiny-k4");
        assertThat(manifest.engine()).isEqualTo(EncoderEngine.ONNXRUNTIME);
        assertThat(manifest.graph())
                .isEqualTo(new ModelGraph(
                        "model.onnx",
                        "tokenizer.json",
                        new GraphInputs("input_ids", "attention_mask", "token_type_ids"),
                        "last_hidden_state"));
        assertThat(manifest.limits()).isEqualTo(new TextLimits(2048, 512, Truncation.HEAD));
        assertThat(manifest.pooling()).isEqualTo(Pooling.SEGMENT_MEAN);
        assertThat(manifest.shape()).isEqualTo(new EmbeddingShape(4, 384, EmbeddingDtype.FLOAT16));
    }

    @Test
    void an_engine_without_a_model_needs_no_files() {
        BundleManifest manifest = BundleManifest.load(
                BundleDirectory.in(directory, BundleDirectory.HASHING).path());
        assertThat(manifest.graph()).isNull();
        assertThat(manifest.pooling()).isEqualTo(Pooling.IN_GRAPH);
        assertThat(manifest.limits().window()).isEqualTo(64);
    }

    @Test
    void every_problem_is_listed_at_once() {
        BundleDirectory bundle = BundleDirectory.withFiles(directory)
                .file("tokenizer.json", "")
                .change("modelVersion: tiny-k4-v1", "modelVersion: tiny k4")
                .change("embeddingSpace: tiny-k4\n", "")
                .change("file: model.onnx", "file: weights.onnx")
                .change("output: last_hidden_state", "outputs: last_hidden_state")
                .change("maxTextTokens: 2048", "maxTextTokens: -1")
                .change("window: 512", "window: many")
                .change("truncation: HEAD", "truncation: TAIL")
                .change("kind: SEGMENT_MEAN", "kind: MEAN")
                .change("dtype: FLOAT16", "dtype: INT8")
                .change("itemText: \"{title}\"", "itemText: \"{title\"");

        assertThat(problemsOf(bundle))
                .containsExactlyInAnyOrder(
                        "modelVersion: modelVersion: \"tiny k4\" (expected: 1 to 200 of letters, digits, '.', '_', '-')",
                        "embeddingSpace: absent (expected: a text)",
                        "model.file: weights.onnx (expected: a file with bytes in " + directory + ")",
                        "model.tokenizer: tokenizer.json (expected: a file with bytes in " + directory + ")",
                        "model.output: absent (expected: a text)",
                        "model.outputs: unknown key (expected: one of file, inputs, output, tokenizer)",
                        "text.maxTextTokens: -1 (expected: a whole number > 0)",
                        "text.window: \"many\" (expected: a whole number > 0)",
                        "text.truncation: \"TAIL\" (expected: one of HEAD)",
                        "tokensPerItem: 4 (expected: 1 for pooling MEAN)",
                        "dtype: INT8 (expected: FLOAT16, BFLOAT16 or FLOAT32)",
                        "templates.itemText: line 1: { without } in \"{title\"");
    }

    @Test
    void an_empty_manifest_lists_every_required_key() {
        assertThat(problemsOf(BundleDirectory.in(directory, "{}")))
                .containsExactlyInAnyOrder(
                        "modelVersion: absent (expected: a text)",
                        "embeddingSpace: absent (expected: a text)",
                        "engine: absent (expected: one of onnxruntime, hashing)",
                        "text.maxTextTokens: absent (expected: a whole number > 0)",
                        "text.window: absent (expected: a whole number > 0)",
                        "pooling.kind: absent (expected: one of SEGMENT_MEAN, MEAN, CLS, LAST_N, IN_GRAPH)",
                        "tokensPerItem: absent (expected: a whole number > 0)",
                        "dimension: absent (expected: a whole number > 0)",
                        "dtype: absent (expected: one of FLOAT16, BFLOAT16, FLOAT32, INT8)",
                        "templates.itemText: absent (expected: a text)");
    }

    @Test
    void a_key_that_nobody_knows_is_a_problem_at_any_depth() {
        assertThat(problemsOf(BundleDirectory.withFiles(directory)
                        .change("dtype: FLOAT16", "dtype: FLOAT16\nnormalize: true")
                        .change("kind: SEGMENT_MEAN", "kind: SEGMENT_MEAN\n  size: 3")))
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("normalize: unknown key"))
                .anyMatch(problem -> problem.startsWith("pooling.size: unknown key"));
    }

    @Test
    void the_same_key_twice_is_a_problem() {
        assertThat(problemsOf(BundleDirectory.withFiles(directory)
                        .change("dtype: FLOAT16", "dtype: FLOAT16\ndtype: FLOAT32")))
                .singleElement()
                .asString()
                .contains("dtype");
    }

    @Test
    void a_file_outside_the_bundle_is_a_problem() {
        assertThat(problemsOf(BundleDirectory.withFiles(directory).change("file: model.onnx", "file: ../model.onnx")))
                .containsExactly("model.file: ../model.onnx (expected: a file inside " + directory + ")");
    }

    @Test
    void a_graph_that_pools_itself_reads_a_text_in_one_window() {
        assertThat(problemsOf(BundleDirectory.withFiles(directory).change("kind: SEGMENT_MEAN", "kind: IN_GRAPH")))
                .singleElement()
                .asString()
                .startsWith("text.maxTextTokens: 2048 (expected: < text.window 512");
    }

    @Test
    void an_engine_without_a_model_takes_neither_model_nor_pooling() {
        assertThat(problemsOf(BundleDirectory.in(directory, BundleDirectory.HASHING)
                        .change("engine: hashing", "engine: hashing\npooling: {kind: MEAN}\nmodel: {file: x}")))
                .anyMatch(problem -> problem.startsWith("model: present"))
                .anyMatch(problem -> problem.startsWith("pooling.kind: MEAN (expected: IN_GRAPH"));
    }

    @Test
    void a_missing_or_broken_manifest_is_one_problem_that_says_so() {
        assertThat(problemsOf(directory))
                .containsExactly("bundle.yaml: absent (expected: a file in " + directory + ")");
        assertThat(problemsOf(BundleDirectory.in(directory, "just text")))
                .containsExactly("bundle.yaml: no mapping (expected: keys and values)");
        assertThat(problemsOf(BundleDirectory.in(directory, "a: [1")))
                .singleElement()
                .asString()
                .startsWith("bundle.yaml: line 1, column ")
                .endsWith(" (expected: YAML)")
                .hasLineCount(1);
    }

    @Test
    void the_message_names_the_file() {
        assertThatThrownBy(() -> BundleManifest.load(directory))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(directory.resolve("bundle.yaml").toString());
    }

    private static List<String> problemsOf(BundleDirectory bundle) {
        return problemsOf(bundle.path());
    }

    private static List<String> problemsOf(Path bundle) {
        InvalidConfigurationException e =
                catchThrowableOfType(InvalidConfigurationException.class, () -> BundleManifest.load(bundle));
        return e.problems();
    }
}
