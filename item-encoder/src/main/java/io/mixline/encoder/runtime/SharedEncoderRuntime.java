package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderDevice;
import io.mixline.encoder.EncoderException;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A share in the one runtime of this JVM for a bundle and a device. The first share opens it, the last one to be closed
 * closes it. Thread-safe.
 */
public final class SharedEncoderRuntime implements AutoCloseable {

    /** The runtimes of this JVM. Whatever holds a model's memory is shared, so that it is here once. */
    private static final Map<Key, Shared> OPEN = new HashMap<>();

    private final Key key;
    private final Shared shared;
    private final EncoderMetrics metrics;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SharedEncoderRuntime(Key key, Shared shared, EncoderMetrics metrics) {
        this.key = key;
        this.shared = shared;
        this.metrics = metrics;
    }

    private record Key(String bundle, EncoderDevice device) {}

    /** One open runtime, and how many share it. Guarded by OPEN. */
    private static final class Shared {

        private final EncoderSettings settings;
        private final EncoderRuntime runtime;
        private int shares;

        Shared(EncoderSettings settings, EncoderRuntime runtime) {
            this.settings = settings;
            this.runtime = runtime;
        }
    }

    /**
     * Takes a share.
     *
     * @param metrics told of this share's texts; the runs on the device are told to the share that opened the runtime
     * @throws EncoderException FATAL if the runtime is open with other settings
     * @throws io.mixline.schemas.config.InvalidConfigurationException with every problem of the bundle
     */
    public static SharedEncoderRuntime acquire(EncoderSettings settings, EncoderMetrics metrics) {
        Key key = new Key(settings.directory().toAbsolutePath().normalize().toString(), settings.device());
        synchronized (OPEN) {
            Shared shared =
                    OPEN.computeIfAbsent(key, k -> new Shared(settings, EncoderRuntime.open(settings, metrics)));
            if (!shared.settings.equals(settings)) {
                throw new EncoderException(
                        EncoderException.Kind.FATAL,
                        "encoder settings: " + settings + " (expected: those that this JVM has open: " + shared.settings
                                + ")");
            }
            shared.shares++;
            return new SharedEncoderRuntime(key, shared, metrics);
        }
    }

    public ModelBundle bundle() {
        return shared.runtime.bundle();
    }

    /** As {@link EncoderRuntime#encode}. */
    public CompletableFuture<EncodedText> encode(ItemText text, Lane lane) {
        if (closed.get()) {
            throw new IllegalStateException("this share of the encoder runtime is closed");
        }
        return shared.runtime.encode(text, lane, metrics);
    }

    /** Texts of a lane inside at this moment, over all shares. */
    public int queuedTexts(Lane lane) {
        return shared.runtime.queuedTexts(lane);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        synchronized (OPEN) {
            shared.shares--;
            if (shared.shares == 0) {
                OPEN.remove(key);
                shared.runtime.close();
            }
        }
    }
}
