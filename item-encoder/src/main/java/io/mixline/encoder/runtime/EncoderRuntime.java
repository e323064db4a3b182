package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes texts of two lanes with one bundle on one device. Three stages overlap: host threads tokenise, a packer puts
 * windows into runs, the device runs them, and host threads pool and convert. LIVE goes before BACKFILL in each stage,
 * and BACKFILL is never starved. What a text becomes depends neither on its lane nor on the texts beside it.
 *
 * <p>Bounded: at most {@link EncoderLimits#queuedTexts} texts of a lane are inside at one time. Thread-safe.
 */
public final class EncoderRuntime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EncoderRuntime.class);

    private final ModelBundle bundle;
    private final EncoderStages stages;
    private final EncoderMetrics metrics;
    private final LongSupplier nanoTime;
    private final int queuedTexts;
    private final Map<Lane, Semaphore> room = new EnumMap<>(Lane.class);
    private volatile boolean closed;

    EncoderRuntime(
            ModelBundle bundle,
            ItemEncoder encoder,
            EncoderSettings settings,
            EncoderMetrics metrics,
            LongSupplier nanoTime) {
        this.bundle = bundle;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.queuedTexts = settings.limits().queuedTexts();
        for (Lane lane : Lane.values()) {
            room.put(lane, new Semaphore(queuedTexts));
        }
        this.stages = new EncoderStages(bundle.manifest(), encoder, settings, metrics, nanoTime);
    }

    /**
     * Loads the bundle and its model, and encodes a first text to see that they work.
     *
     * @throws io.mixline.schemas.config.InvalidConfigurationException with every problem of the bundle
     * @throws EncoderException if the model cannot be loaded or run
     */
    public static EncoderRuntime open(EncoderSettings settings, EncoderMetrics metrics) {
        ModelBundle bundle = ModelBundle.load(settings.directory());
        ItemEncoder encoder = Engines.open(bundle, settings);
        try {
            EncoderRuntime runtime = new EncoderRuntime(bundle, encoder, settings, metrics, System::nanoTime);
            LOG.info("Encoder {} opened with {}", bundle, settings);
            return runtime;
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    public ModelBundle bundle() {
        return bundle;
    }

    /** Texts of a lane inside at this moment. */
    public int queuedTexts(Lane lane) {
        return queuedTexts - room(lane).availablePermits();
    }

    /**
     * Encodes a text. Returns at once while its lane has room, else blocks until it has: a caller that must not block
     * keeps fewer texts in flight than {@link EncoderLimits#queuedTexts}, over all who share the runtime. Another
     * lane's texts never make it wait.
     *
     * @return completed on one of the encoder's threads, so what depends on it has to be quick; fails with an
     *     {@link EncoderException} only: BAD_INPUT for a text that cannot be encoded, the empty text among them,
     *     RETRYABLE also for what was inside when the runtime was closed
     * @throws IllegalStateException once closed
     */
    public CompletableFuture<EncodedText> encode(ItemText text, Lane lane) {
        return encode(text, lane, metrics);
    }

    CompletableFuture<EncodedText> encode(ItemText text, Lane lane, EncoderMetrics caller) {
        checkOpen();
        if (text.isEmpty()) {
            caller.textFailed(lane, EncoderException.Kind.BAD_INPUT);
            return CompletableFuture.failedFuture(new EncoderException(
                    EncoderException.Kind.BAD_INPUT, "item text: empty (expected: at least one character)"));
        }
        waitForRoom(lane);
        TextInFlight inFlight = new TextInFlight(text, lane, new Admission(lane, caller));
        if (!stages.start(inFlight)) {
            inFlight.fail(closedFailure());
        }
        return inFlight.result();
    }

    private void waitForRoom(Lane lane) {
        try {
            room(lane).acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EncoderException(
                    EncoderException.Kind.RETRYABLE, "interrupted while lane " + lane + " had no room", e);
        }
        if (closed) {
            room(lane).release();
            checkOpen();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("encoder runtime of " + bundle + " is closed");
        }
    }

    static EncoderException closedFailure() {
        return new EncoderException(EncoderException.Kind.RETRYABLE, "the encoder runtime was closed");
    }

    private Semaphore room(Lane lane) {
        Semaphore semaphore = room.get(lane);
        if (semaphore == null) {
            throw new IllegalStateException("no room for lane " + lane);
        }
        return semaphore;
    }

    /** Ends what runs on the device, fails what waits, and frees the model. */
    @Override
    public void close() {
        closed = true;
        stages.close();
    }

    /** A text's place inside: given back, and told, when the text ends. */
    private final class Admission implements TextInFlight.Ticket {

        private final Lane lane;
        private final EncoderMetrics caller;
        private final long since = nanoTime.getAsLong();

        Admission(Lane lane, EncoderMetrics caller) {
            this.lane = lane;
            this.caller = caller;
        }

        @Override
        public void encoded(EncodedText text) {
            room(lane).release();
            caller.textEncoded(lane, text, Duration.ofNanos(nanoTime.getAsLong() - since));
        }

        @Override
        public void failed(EncoderException failure) {
            room(lane).release();
            caller.textFailed(lane, failure.kind());
        }
    }
}
