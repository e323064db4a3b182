package io.mixline.benchmarks.encoder;

import io.mixline.encoder.runtime.EncoderLimits;
import io.mixline.encoder.runtime.EncoderMetrics;
import io.mixline.encoder.runtime.EncoderRuntime;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.encoder.runtime.EncoderThreads;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Question: what do queues, threads and futures of the encoder cost an item, when the model costs nothing? The hashing
 * encoder at [4, 16], texts of 200 characters, 500 in flight.
 *
 * <pre>java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main HashingEncoder</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HashingEncoderBenchmark {

    private static final int IN_FLIGHT = 500;

    private static final String MANIFEST = """
            modelVersion: hash-k4-v1
            embeddingSpace: hash-k4
            engine: hashing
            text:
              maxTextTokens: 2048
            tokensPerItem: 4
            dimension: 16
            dtype: FLOAT16
            templates:
              itemText: "{title}"
            """;

    private final List<ItemText> texts = new ArrayList<>();
    private final EncoderRuntime runtime = open();

    /** Makes the texts. */
    public HashingEncoderBenchmark() {
        for (int i = 0; i < IN_FLIGHT; i++) {
            texts.add(ItemText.of("item " + i + " ".repeat(190), null));
        }
    }

    /** With one thread a stage. */
    private static EncoderRuntime open() {
        try {
            Path bundle = Files.createTempDirectory("hashing-bundle");
            Files.writeString(bundle.resolve("bundle.yaml"), MANIFEST);
            return EncoderRuntime.open(
                    EncoderSettings.of(bundle)
                            .withThreads(new EncoderThreads(1, 1))
                            .withLimits(new EncoderLimits(IN_FLIGHT, null, Duration.ofSeconds(1))),
                    EncoderMetrics.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From text to embedding tokens and back to the caller. */
    @Benchmark
    @OperationsPerInvocation(IN_FLIGHT)
    public void encode(Blackhole blackhole) {
        List<CompletableFuture<EncodedText>> all = new ArrayList<>(IN_FLIGHT);
        for (ItemText text : texts) {
            all.add(runtime.encode(text, Lane.LIVE));
        }
        for (CompletableFuture<EncodedText> future : all) {
            EmbeddingTokens tokens = future.join().tokens();
            blackhole.consume(tokens);
        }
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        runtime.close();
    }
}
