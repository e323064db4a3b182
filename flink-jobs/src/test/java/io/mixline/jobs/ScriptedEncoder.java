package io.mixline.jobs;

import static java.util.Objects.requireNonNull;

import io.mixline.encoder.EncoderException;
import io.mixline.jobs.encode.ContentEncoder;
import io.mixline.jobs.encode.ContentFingerprints;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.ModelVersion;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.MetricGroup;

/** {@link TextHash} as a job's encoder, with a script that decides how each text goes. */
public record ScriptedEncoder(String name) implements ItemEncoderSource {

    public static final EmbeddingModel MODEL = new EmbeddingModel(
            new EmbeddingSpace("text-hash"), ModelFingerprint.fromHex("00112233445566778899aabbccddeeff"));

    /** By name, because what travels to a task manager is a copy. */
    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

    /** How a text goes. */
    public interface Script {
        CompletableFuture<EncodedText> encode(String text, Lane lane);
    }

    public static ScriptedEncoder named(String name, Script script) {
        SCRIPTS.put(name, script);
        return new ScriptedEncoder(name);
    }

    /** Each text at once. */
    public static ScriptedEncoder named(String name) {
        return named(name, (text, lane) -> CompletableFuture.completedFuture(TextHash.encode(text)));
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
    public ContentFingerprints openFingerprints() {
        return TextHash::fingerprint;
    }

    @Override
    public ContentEncoder openEncoder(MetricGroup operator, Lane laneOfMetrics) {
        Script script = requireNonNull(SCRIPTS.get(name), name);
        return new ContentEncoder() {
            @Override
            public CompletableFuture<EncodedText> encode(ItemContent content, Lane lane) {
                return script.encode(TextHash.textOf(content), lane);
            }

            @Override
            public void close() {}
        };
    }
}
