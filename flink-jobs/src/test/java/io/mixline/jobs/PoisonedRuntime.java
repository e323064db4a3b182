package io.mixline.jobs;

import static java.util.Objects.requireNonNull;

import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.hashing.HashingItemEncoder;
import io.mixline.encoder.pooling.PositionStates;
import io.mixline.encoder.runtime.EncoderLimits;
import io.mixline.encoder.runtime.EncoderRuntime;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.encoder.runtime.EncoderThreads;
import io.mixline.encoder.runtime.RuntimeUnderTest;
import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.encode.ContentComposer;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.jobs.encode.ItemTextEncoder;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.MetricGroup;

/** The real runtime over the hashing engine, whose every run fails that holds a text which begins with "poison". */
record PoisonedRuntime(String name) implements ItemEncoderSource {

    private static final String MANIFEST = """
            modelVersion: %s
            embeddingSpace: hashing-k2
            engine: hashing
            text:
              maxTextTokens: 64
            tokensPerItem: 2
            dimension: 8
            dtype: FLOAT16
            templates:
              itemText: "{title}"
              shortText: "{title}"
            """;

    /** By name, because what travels to a task manager is a copy. */
    private static final Map<String, Opened> OPENED = new ConcurrentHashMap<>();

    private record Opened(ModelBundle bundle, Engine engine, EncoderRuntime runtime) {}

    /** @param windows that a run takes at most */
    static PoisonedRuntime open(String name, Path directory, int windows) throws Exception {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("bundle.yaml"), MANIFEST.formatted(name));
        ModelBundle bundle = ModelBundle.load(directory);
        Engine engine = new Engine(new HashingItemEncoder(bundle.manifest()), windows);
        EncoderSettings settings = EncoderSettings.of(directory)
                .withThreads(new EncoderThreads(1, 1))
                .withLimits(new EncoderLimits(1024, null, Duration.ofSeconds(1)));
        OPENED.put(name, new Opened(bundle, engine, RuntimeUnderTest.over(engine, bundle, settings)));
        return new PoisonedRuntime(name);
    }

    private Opened opened() {
        return requireNonNull(OPENED.get(name));
    }

    /** The next run and all behind it wait. */
    void shutGate() {
        opened().engine().gate = new CountDownLatch(1);
    }

    void openGate() {
        opened().engine().gate.countDown();
    }

    int tokenizedTexts() {
        return opened().engine().tokenized.get();
    }

    /** All up to now, in their order. */
    List<Run> runs() {
        return List.copyOf(opened().engine().runs);
    }

    void close() {
        opened().runtime().close();
    }

    record Run(int windows, boolean poisoned) {}

    @Override
    public ModelVersion modelVersion() {
        return opened().bundle().modelVersion();
    }

    @Override
    public EmbeddingModel model() {
        return opened().bundle().model();
    }

    @Override
    public ContentComposer openComposer() {
        return opened().bundle().composer()::compose;
    }

    @Override
    public ItemTextEncoder openEncoder(MetricGroup operator, Lane laneOfMetrics) {
        return new ItemTextEncoder() {
            @Override
            public CompletableFuture<EncodedText> encode(ItemText text, Lane lane) {
                return opened().runtime().encode(text, lane);
            }

            @Override
            public void close() {}
        };
    }

    private static final class Engine implements ItemEncoder {

        private final ItemEncoder hashing;
        private final int windows;
        private final long poison;
        private final List<Run> runs = new CopyOnWriteArrayList<>();
        private final AtomicInteger tokenized = new AtomicInteger();
        private volatile CountDownLatch gate = new CountDownLatch(0);

        Engine(ItemEncoder hashing, int windows) {
            this.hashing = hashing;
            this.windows = windows;
            this.poison = hashing.tokenize("poison").windows().get(0).ids()[0];
        }

        @Override
        public TokenizedText tokenize(String text) {
            TokenizedText result = hashing.tokenize(text);
            tokenized.incrementAndGet();
            return result;
        }

        @Override
        public List<PositionStates> run(List<TokenWindow> batch) {
            boolean poisoned = batch.stream().anyMatch(window -> window.ids()[0] == poison);
            runs.add(new Run(batch.size(), poisoned));
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (poisoned) {
                throw new IllegalStateException("poison");
            }
            return hashing.run(batch);
        }

        @Override
        public RunSize preferredRunSize() {
            return new RunSize(windows, windows * 64);
        }

        @Override
        public void close() {}
    }
}
