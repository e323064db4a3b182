package io.mixline.cli.demo;

import io.mixline.cli.demo.promise.TopicContents;
import io.mixline.cli.demo.promise.WholeTopic;
import io.mixline.cli.embedded.EmbeddedMixline;
import io.mixline.cli.publish.PostingPublisher;
import io.mixline.cli.terminal.Display;
import io.mixline.cli.terminal.Texts;
import io.mixline.encoder.runtime.EncoderMetrics;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.encoder.runtime.SharedEncoderRuntime;
import io.mixline.schemas.EmbeddingModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/** Everything that runs in a demo, started in order and stopped in reverse. */
final class DemoSystem implements AutoCloseable {

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final AppliedRecorder recorder;
    private final SharedEncoderRuntime encoder;
    private final EmbeddedMixline mixline;
    private final DemoCache cache;
    private final DemoStream stream;
    private final Settling settling;

    private DemoSystem(DemoOptions options, Display display, InstantSource clock) {
        display.heading("Starting everything in this JVM");
        Instant start = clock.instant();
        recorder = new AppliedRecorder(clock);
        EncoderSettings settings = EncoderSettings.of(options.bundle());
        try {
            encoder = SharedEncoderRuntime.acquire(settings, EncoderMetrics.NONE);
            closing.push(encoder::close);
            display.line("encoder   " + encoder.bundle().modelVersion() + ": "
                    + encoder.bundle().shape() + " an item, " + since(start, clock));
            mixline = EmbeddedMixline.start(options.directory(), settings, options.breakage()::steps, display::line);
            closing.push(mixline::close);
            cache = new DemoCache(mixline, options, recorder, this::topic, display);
            display.line("cache     in RocksDB, all of it ready after " + since(start, clock));
            PostingPublisher publisher = new PostingPublisher(mixline.topics().source(), mixline.kafkaSettings());
            closing.push(publisher::close);
            stream = new DemoStream(
                    publisher, mixline.topics().backfill(), encoder.bundle().composer(), clock);
            settling = new Settling(mixline, cache, stream, display, clock);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static DemoSystem start(DemoOptions options, Display display, InstantSource clock) {
        return new DemoSystem(options, display, clock);
    }

    AppliedRecorder recorder() {
        return recorder;
    }

    SharedEncoderRuntime encoder() {
        return encoder;
    }

    EmbeddedMixline mixline() {
        return mixline;
    }

    DemoCache cache() {
        return cache;
    }

    DemoStream stream() {
        return stream;
    }

    Settling settling() {
        return settling;
    }

    EmbeddingModel model() {
        return mixline.bundle().model();
    }

    /** All that the embeddings topic holds now. */
    TopicContents topic() {
        return TopicContents.read(wholeTopic(), mixline.embeddingsTopic());
    }

    WholeTopic wholeTopic() {
        return new WholeTopic(mixline.kafkaSettings());
    }

    private static String since(Instant start, InstantSource clock) {
        return Texts.duration(Duration.between(start, clock.instant()));
    }

    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
