package io.mixline.encoder.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.encoder.EncoderDevice;
import io.mixline.encoder.EncoderException;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.ItemEncoderContract;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.bundle.BundleDirectory;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default bundle through DJL: real model, real tokeniser. */
class DjlItemEncoderIT extends ItemEncoderContract {

    private static final long CLS = 101;
    private static final long SEP = 102;
    private static final long MASK = 103;
    private static final long UNKNOWN = 100;

    private static ItemEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = DjlItemEncoder.open(ModelBundle.load(DefaultBundle.DIRECTORY), EncoderDevice.CPU, 1);
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Override
    protected ItemEncoder encoder() {
        return encoder;
    }

    /** float32 sums in another order; the states are of the size of 1. */
    @Override
    protected float batchTolerance() {
        return 2e-5f;
    }

    @Override
    protected String tooLongText() {
        return "nurse ".repeat(2049);
    }

    @Test
    void a_text_has_the_ids_of_the_published_vocabulary() {
        TokenizedText text = encoder.tokenize("Java engineer");
        assertThat(text.windows()).singleElement().extracting(TokenWindow::ids).isEqualTo(new long[] {
            CLS, 9262, 3992, SEP
        });
        assertThat(text.textTokens()).isEqualTo(4);
    }

    @Test
    void control_tokens_in_a_text_are_plain_text() {
        for (String name : List.of("[SEP]", "[CLS]", "[MASK]", "[PAD]", "[UNK]")) {
            String spelled = name.replace("[", "[ ").replace("]", " ]");
            assertThat(ids("nurse " + name + " cook" + name)).isEqualTo(ids("nurse " + spelled + " cook" + spelled));
            assertThat(ids(name))
                    .as(name)
                    .startsWith(CLS)
                    .endsWith(SEP)
                    .satisfies(ids ->
                            assertThat(Arrays.stream(ids, 1, ids.length - 1)).allMatch(id -> id > MASK));
        }
        assertThat(ids("Nurse")).as("as it was").containsExactly(CLS, 6821, SEP);
        assertThat(ids("\uD83D\uDE00")).as("an unknown word").containsExactly(CLS, UNKNOWN, SEP);
    }

    private static long[] ids(String text) {
        return encoder.tokenize(text).windows().get(0).ids();
    }

    @Test
    void the_truncation_and_padding_of_the_file_do_not_count() {
        assertThat(encoder.tokenize("nurse ".repeat(300)).windows())
                .singleElement()
                .extracting(TokenWindow::length)
                .isEqualTo(302);
    }

    @Test
    void a_text_fills_one_window_before_it_gets_two_even_ones() {
        assertThat(lengths("nurse ".repeat(510))).containsExactly(512);
        assertThat(lengths("nurse ".repeat(511))).containsExactly(257, 258);
        assertThat(lengths("nurse ".repeat(2048))).containsExactly(411, 412, 411, 412, 412);
    }

    @Test
    void each_window_has_its_special_tokens_and_the_text_goes_on_in_the_next() {
        List<TokenWindow> windows =
                encoder.tokenize("nurse ".repeat(510) + "java").windows();
        assertThat(windows).allSatisfy(window -> {
            assertThat(window.ids()[0]).isEqualTo(CLS);
            assertThat(window.ids()[window.length() - 1]).isEqualTo(SEP);
        });
        assertThat(windows.get(1).ids()[windows.get(1).length() - 2]).isEqualTo(9262);
    }

    @Test
    void a_text_of_exactly_the_allowed_length_is_not_truncated() {
        assertThat(encoder.tokenize("nurse ".repeat(2048)).truncated()).isFalse();
        assertThat(encoder.tokenize("nurse ".repeat(2049)).truncated()).isTrue();
        assertThat(encoder.tokenize("nurse ".repeat(2049)).textTokens()).isEqualTo(2048 + 5 * 2);
    }

    @Test
    void on_a_cpu_each_window_runs_alone() {
        assertThat(encoder.preferredRunSize()).isEqualTo(RunSize.ONE_WINDOW);
    }

    @Test
    void the_model_is_held_against_every_line_of_the_manifest(@TempDir Path directory) {
        assertThat(problems(DefaultBundle.changed(
                        directory,
                        "typeIds: token_type_ids",
                        "typeIds: segment_ids",
                        "window: 512",
                        "window: 2",
                        "maxTextTokens: 2048",
                        "maxTextTokens: 1")))
                .containsExactly(
                        "model.inputs: [attention_mask, input_ids, segment_ids] (expected: the graph's [attention_mask,"
                                + " input_ids, token_type_ids])",
                        "text.window: 2 (expected: > 2 special tokens)");
        assertThat(problems(DefaultBundle.changed(directory, "dimension: 384", "dimension: 768")))
                .containsExactly("dimension: 768 (expected: the graph's 384)");
        assertThat(problems(DefaultBundle.changed(directory, "output: last_hidden_state", "output: pooled")))
                .singleElement()
                .asString()
                .contains("output pooled: absent (expected: one of [last_hidden_state])");
        assertThat(problems(DefaultBundle.changed(directory, "window: 512", "window: 513")))
                .singleElement()
                .asString()
                .startsWith("model: does not run a window of 513 positions");
    }

    private static List<String> problems(Path directory) {
        ModelBundle bundle = ModelBundle.load(directory);
        return catchThrowableOfType(
                        InvalidConfigurationException.class, () -> DjlItemEncoder.open(bundle, EncoderDevice.CPU, 1))
                .problems();
    }

    @Test
    void a_model_or_tokeniser_that_is_none_is_fatal(@TempDir Path directory) {
        ModelBundle noTokenizer = BundleDirectory.withFiles(directory).load();
        assertThatThrownBy(() -> DjlItemEncoder.open(noTokenizer, EncoderDevice.CPU, 1))
                .isInstanceOf(EncoderException.class)
                .hasMessageContaining("tokenizer.json");
        Path noModel = DefaultBundle.changed(directory.resolve("no-model"), "file: model.onnx", "file: bundle.yaml");
        ModelBundle bundle = ModelBundle.load(noModel);
        assertThatThrownBy(() -> DjlItemEncoder.open(bundle, EncoderDevice.CPU, 1))
                .isInstanceOfSatisfying(
                        EncoderException.class, e -> assertThat(e.kind()).isEqualTo(EncoderException.Kind.FATAL))
                .hasMessageContaining("bundle.yaml");
    }

    @Test
    void djl_is_offline() {
        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    }

    private static int[] lengths(String text) {
        return encoder.tokenize(text).windows().stream()
                .mapToInt(TokenWindow::length)
                .toArray();
    }
}
