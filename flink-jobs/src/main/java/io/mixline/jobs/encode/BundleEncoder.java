package io.mixline.jobs.encode;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.bundle.BundleManifest;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.encoder.runtime.SharedEncoderRuntime;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.ModelVersion;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.metrics.MetricGroup;

/**
 * The encoder of a model bundle. The bundle lies on every machine at the same path; a task manager that finds another
 * bundle there than the one the job was built with refuses to encode.
 */
public final class BundleEncoder implements ItemEncoderSource {

    private final EncoderSettings settings;
    private final String modelVersion;
    private final String embeddingSpace;
    private final String modelFingerprint;

    private BundleEncoder(EncoderSettings settings, ModelBundle bundle) {
        this.settings = settings;
        this.modelVersion = bundle.modelVersion().name();
        this.embeddingSpace = bundle.model().space().name();
        this.modelFingerprint = bundle.model().fingerprint().toString();
    }

    /**
     * Reads the bundle on this machine, without its model.
     *
     * @throws io.mixline.schemas.config.InvalidConfigurationException with every problem of the bundle
     */
    public static BundleEncoder load(EncoderSettings settings) {
        return new BundleEncoder(settings, ModelBundle.load(settings.directory()));
    }

    @Override
    public ModelVersion modelVersion() {
        return new ModelVersion(modelVersion);
    }

    @Override
    public EmbeddingModel model() {
        return new EmbeddingModel(new EmbeddingSpace(embeddingSpace), ModelFingerprint.fromHex(modelFingerprint));
    }

    @Override
    public ContentComposer openComposer() {
        return BundleManifest.load(settings.directory()).composer()::compose;
    }

    @Override
    public ItemTextEncoder openEncoder(MetricGroup operator, Lane lane) {
        FlinkEncoderMetrics metrics = new FlinkEncoderMetrics(operator, lane);
        SharedEncoderRuntime runtime = SharedEncoderRuntime.acquire(settings, metrics);
        if (!runtime.bundle().model().equals(model())) {
            runtime.close();
            throw new EncoderException(
                    EncoderException.Kind.FATAL,
                    "bundle " + settings.bundle() + ": " + runtime.bundle() + " (expected: " + model()
                            + ", as on the machine that the job was started from)");
        }
        metrics.queued(() -> runtime.queuedTexts(lane));
        return new Encoder(runtime);
    }

    private record Encoder(SharedEncoderRuntime runtime) implements ItemTextEncoder {

        @Override
        public CompletableFuture<EncodedText> encode(ItemText text, Lane lane) {
            return runtime.encode(text, lane);
        }

        @Override
        public void close() {
            runtime.close();
        }
    }
}
