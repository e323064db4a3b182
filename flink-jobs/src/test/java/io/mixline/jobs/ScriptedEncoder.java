package io.mixline.jobs;

import static java.util.Objects.requireNonNull;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.encode.ContentComposer;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.jobs.encode.ItemTextEncoder;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.ModelVersion;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.MetricGroup;

/** {@link TextHash} as a job's encoder, with a script that decides how each text goes. */
public record ScriptedEncoder(String name) implements ItemEncoderSource {

    public static final EmbeddingModel MODEL = new EmbeddingModel(
            new EmbeddingSpace("text-hash"), ModelFingerprint.fromHex("00112233445566778899aabbccddeeff"));

    /** By name, because what travels to a task manager is a copy. */
    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

    private static final Map<String, AtomicInteger> COMPOSED = new ConcurrentHashMap<>();

    /** How a text goes. */
    public interface Script {
        CompletableFuture<EncodedText> encode(String text, Lane lane);
    }

    public static ScriptedEncoder named(String name, Script script) {
        SCRIPTS.put(name, script);
        COMPOSED.put(name, new AtomicInteger());
        return new ScriptedEncoder(name);
    }

    /** Each text at once. */
    public static ScriptedEncoder named(String name) {
        return named(name, (text, lane) -> CompletableFuture.completedFuture(TextHash.encode(text)));
    }

    /** How often a text was composed since the script was named. */
    public int composed() {
        return requireNonNull(COMPOSED.get(name), name).get();
    }

    static Throwable badInput() {
        return new EncoderException(EncoderException.Kind.BAD_INPUT, "told to refuse this text");
    }

    static Throwable retryable() {
        return new EncoderException(EncoderException.Kind.RETRYABLE, "told to fail for now");
    }

    static Throwable fatal() {
        return new EncoderException(EncoderException.Kind.FATAL, "told to fail for good");
    }

    @Override
    public ModelVersion modelVersion() {
        return new ModelVersion(name);
    }

    @Override
    public EmbeddingModel model() {
        return MODEL;
    }

    @Override
    public ContentComposer openComposer() {
        AtomicInteger composed = requireNonNull(COMPOSED.get(name), name);
        return content -> {
            composed.incrementAndGet();
            return TextHash.compose(content);
        };
    }

    @Override
    public ItemTextEncoder openEncoder(MetricGroup operator, Lane laneOfMetrics) {
        Script script = requireNonNull(SCRIPTS.get(name), name);
        return new ItemTextEncoder() {
            @Override
            public CompletableFuture<EncodedText> encode(ItemText text, Lane lane) {
                return script.encode(text.text(), lane);
            }

            @Override
            public void close() {}
        };
    }
}
