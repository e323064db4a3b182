package io.mixline.encoder.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.mixline.encoder.runtime.EncoderLimits;
import io.mixline.encoder.runtime.EncoderMetrics;
import io.mixline.encoder.runtime.EncoderRuntime;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.encoder.runtime.EncoderThreads;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tokens are right: what comes out of the runtime is what ONNX Runtime's Java API gives for the same ids, whatever
 * runs beside it.
 */
class EncodedTokensIT {

    private static final List<String> TEXTS = List.of(
            "Nurse",
            "Senior Java engineer\nAcme, Berlin\nSkills: Java, Kafka, Flink",
            "Lagerist (m/w/d) in Köln 😀 – Schichtarbeit, 14 € / h",
            words(200, 1),
            words(380, 2));

    private static EncoderRuntime runtime;
    private static RawOnnxRuntime raw;

    @BeforeAll
    static void open() throws Exception {
        runtime = EncoderRuntime.open(
                EncoderSettings.of(DefaultBundle.DIRECTORY).withThreads(new EncoderThreads(2, 2)), EncoderMetrics.NONE);
        raw = new RawOnnxRuntime();
    }

    @AfterAll
    static void close() throws Exception {
        raw.close();
        runtime.close();
    }

    /** Words of a small vocabulary, the same for the same seed. */
    private static String words(int count, long seed) {
        String[] words = {
            "nurse", "java", "berlin", "shift", "driver", "remote", "senior", "sales", "kitchen", "license"
        };
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(words[random.nextInt(words.length)]).append(' ');
        }
        return text.toString().strip();
    }

    private static EncodedText encode(EncoderRuntime by, String text, Lane lane) throws Exception {
        return by.encode(ItemText.of(text, null), lane).get(10, TimeUnit.MINUTES);
    }

    @Test
    void a_mean_pooled_text_is_what_onnx_runtime_gives_for_the_same_ids(@TempDir Path directory) throws Exception {
        Path mean = DefaultBundle.changed(
                directory, "SEGMENT_MEAN", "MEAN", "tokensPerItem: 4", "tokensPerItem: 1", "FLOAT16", "FLOAT32");
        try (EncoderRuntime byMean = EncoderRuntime.open(EncoderSettings.of(mean), EncoderMetrics.NONE)) {
            for (String text : TEXTS) {
                float[][] states = raw.states(raw.ids(text));
                double[] ours = floats(encode(byMean, text, Lane.LIVE).tokens());
                assertThat(RawOnnxRuntime.cosine(ours, RawOnnxRuntime.mean(states, 0, states.length)))
                        .isGreaterThan(0.99999);
            }
        }
    }

    @Test
    void each_embedding_token_is_the_mean_of_its_quarter() throws Exception {
        for (String text : TEXTS) {
            float[][] states = raw.states(raw.ids(text));
            assertQuarters(encode(runtime, text, Lane.LIVE).tokens(), states);
        }
    }

    @Test
    void a_text_of_several_windows_is_pooled_over_all_of_them() throws Exception {
        String text = words(700, 3);
        long[] ids = raw.ids(text);
        int content = ids.length - 2;
        assertThat(content).isBetween(511, 1020);
        List<float[]> states = new ArrayList<>();
        for (int window = 0; window < 2; window++) {
            int from = window * content / 2;
            int to = (window + 1) * content / 2;
            long[] windowIds = new long[to - from + 2];
            windowIds[0] = ids[0];
            System.arraycopy(ids, 1 + from, windowIds, 1, to - from);
            windowIds[windowIds.length - 1] = ids[ids.length - 1];
            states.addAll(List.of(raw.states(windowIds)));
        }
        EncodedText encoded = encode(runtime, text, Lane.LIVE);
        assertThat(encoded.textTokens()).isEqualTo(content + 4);
        assertQuarters(encoded.tokens(), states.toArray(new float[0][]));
    }

    private static void assertQuarters(EmbeddingTokens tokens, float[][] states) {
        double[] ours = halves(tokens);
        for (int segment = 0; segment < 4; segment++) {
            int from = segment * states.length / 4;
            int to = Math.max(from + 1, (segment + 1) * states.length / 4);
            double[] expected = RawOnnxRuntime.mean(states, from, to);
            double[] row = Arrays.copyOfRange(ours, segment * 384, (segment + 1) * 384);
            assertThat(RawOnnxRuntime.cosine(row, expected)).isGreaterThan(0.99999);
        }
    }

    @Test
    void a_text_is_the_same_bytes_alone_beside_others_and_in_either_lane() throws Exception {
        List<EmbeddingTokens> alone = new ArrayList<>();
        for (String text : TEXTS) {
            alone.add(encode(runtime, text, Lane.LIVE).tokens());
        }
        List<CompletableFuture<EncodedText>> together = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (Lane lane : Lane.values()) {
                for (String text : TEXTS) {
                    together.add(runtime.encode(ItemText.of(text, null), lane));
                }
            }
        }
        for (int i = 0; i < together.size(); i++) {
            assertThat(together.get(i).get(10, TimeUnit.MINUTES).tokens()).isEqualTo(alone.get(i % TEXTS.size()));
        }
    }

    /** Promise 7's tolerance: runs that share a padded batch move a number by no more than one step of a half. */
    @Test
    void a_padded_batch_changes_no_number_by_more_than_the_tolerance() throws Exception {
        EncoderLimits batches = new EncoderLimits(1024, 4096, Duration.ofSeconds(1));
        BatchSizes sizes = new BatchSizes();
        try (EncoderRuntime batched = EncoderRuntime.open(
                EncoderSettings.of(DefaultBundle.DIRECTORY)
                        .withThreads(new EncoderThreads(2, 1))
                        .withLimits(batches),
                sizes)) {
            List<CompletableFuture<EncodedText>> together = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                for (String text : TEXTS) {
                    together.add(batched.encode(ItemText.of(text, null), round == 0 ? Lane.LIVE : Lane.BACKFILL));
                }
            }
            for (int i = 0; i < together.size(); i++) {
                double[] beside =
                        halves(together.get(i).get(10, TimeUnit.MINUTES).tokens());
                double[] alone = halves(
                        encode(runtime, TEXTS.get(i % TEXTS.size()), Lane.LIVE).tokens());
                for (int at = 0; at < alone.length; at++) {
                    assertThat(beside[at]).isCloseTo(alone[at], offset(1e-3));
                }
            }
        }
        assertThat(sizes.largest()).isGreaterThan(1);
        assertThat(sizes.padding()).isPositive();
    }

    /** Remembers the largest run. */
    private static final class BatchSizes implements EncoderMetrics {

        private final List<DeviceRun> runs = new CopyOnWriteArrayList<>();

        @Override
        public void deviceRun(DeviceRun run) {
            runs.add(run);
        }

        int largest() {
            return runs.stream().mapToInt(DeviceRun::windows).max().orElseThrow();
        }

        int padding() {
            return runs.stream().mapToInt(DeviceRun::padding).sum();
        }
    }

    private static double[] floats(EmbeddingTokens tokens) {
        double[] values = new double[tokens.bytes().length / Float.BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(tokens.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.getFloat();
        }
        return values;
    }

    /** By the format's definition, apart from our own conversion. */
    private static double[] halves(EmbeddingTokens tokens) {
        double[] values = new double[tokens.bytes().length / Short.BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(tokens.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i++) {
            int half = bytes.getShort();
            int exponent = (half >> 10) & 0x1F;
            double fraction = (half & 0x3FF) / 1024.0;
            double magnitude =
                    exponent == 0 ? fraction * Math.pow(2, -14) : (1 + fraction) * Math.pow(2, exponent - 15);
            values[i] = (half & 0x8000) == 0 ? magnitude : -magnitude;
        }
        return values;
    }
}
