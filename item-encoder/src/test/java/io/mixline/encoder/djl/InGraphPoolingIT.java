package io.mixline.encoder.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.encoder.EncoderDevice;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.bundle.BundleDirectory;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.pooling.PositionStates;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A graph that ends in [batch, tokens, dimension], and one that takes no type ids. */
class InGraphPoolingIT {

    private static final int IDS = 30_522;

    @TempDir
    Path directory;

    private ModelBundle bundle(String tokens) throws IOException {
        BundleDirectory bundle = BundleDirectory.in(
                directory,
                BundleDirectory.ONNX
                        .replace("    typeIds: token_type_ids\n", "")
                        .replace("last_hidden_state", "tokens")
                        .replace("SEGMENT_MEAN", "IN_GRAPH")
                        .replace("maxTextTokens: 2048", "maxTextTokens: 30")
                        .replace("window: 512", "window: 32")
                        .replace("tokensPerItem: 4", "tokensPerItem: " + tokens)
                        .replace("dimension: 384", "dimension: 3"));
        Files.write(bundle.path().resolve("model.onnx"), TinyGraph.bytes(IDS, 2, 3));
        Files.copy(
                DefaultBundle.DIRECTORY.resolve("tokenizer.json"), bundle.path().resolve("tokenizer.json"));
        return bundle.load();
    }

    @Test
    void the_rows_of_the_graph_are_the_tokens_of_every_text_of_a_batch() throws IOException {
        try (ItemEncoder encoder = DjlItemEncoder.open(bundle("2"), EncoderDevice.CPU, 1)) {
            List<TokenWindow> windows = new ArrayList<>();
            for (String text : List.of("nurse", "java engineer in berlin", "cook")) {
                windows.addAll(encoder.tokenize(text).windows());
            }
            List<PositionStates> rows = encoder.run(windows);
            for (int i = 0; i < windows.size(); i++) {
                assertThat(rows.get(i).positions()).isEqualTo(2);
                for (int at = 0; at < 6; at++) {
                    float number = rows.get(i)
                            .values()
                            .duplicate()
                            .get(rows.get(i).values().position() + at);
                    assertThat(number).isEqualTo(TinyGraph.value(windows.get(i).ids()[at / 3], at % 3));
                }
            }
        }
    }

    @Test
    void a_graph_that_gives_another_number_of_tokens_is_a_problem() throws IOException {
        ModelBundle bundle = bundle("4");
        assertThat(catchThrowableOfType(
                                InvalidConfigurationException.class,
                                () -> DjlItemEncoder.open(bundle, EncoderDevice.CPU, 1))
                        .problems())
                .containsExactly("tokensPerItem: 4 (expected: the 2 rows that output tokens has)");
    }
}
