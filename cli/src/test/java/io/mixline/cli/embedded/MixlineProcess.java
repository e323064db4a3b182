package io.mixline.cli.embedded;

import io.mixline.cache.host.CacheHost;
import io.mixline.cli.publish.PostingPublisher;
import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.BackfillChangeCodec;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.source.SourceMapping;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A process of its own with all of Mixline in it: publishes on and on, and says so, until it is killed. */
final class MixlineProcess {

    static final String CACHE = "cache";
    static final Path BUNDLE = Path.of("src/test/bundles/hashing");

    /** Few enough that a kill seldom finds everything written already. */
    static final int AT_ONCE = 20;

    private MixlineProcess() {}

    /** Arguments: the directory, and the number of the first change to publish. Prints the first that is not published. */
    public static void main(String[] arguments) {
        // Else what runs already would keep the process alive, and the test waiting. The test prints what is said here.
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        EmbeddedMixline mixline = start(Path.of(arguments[0]));
        CacheHost cache = mixline.startCache(CACHE, UnaryOperator.identity());
        cache.ready().join();
        try (PostingPublisher publisher = publisher(mixline)) {
            int next = Integer.parseInt(arguments[1]);
            tell(next);
            while (true) {
                publish(next, next + AT_ONCE, publisher, mixline);
                next += AT_ONCE;
                tell(next);
            }
        }
    }

    /** In one write, so that a kill cuts no number in two. */
    private static void tell(int next) {
        System.out.print(next + "\n");
        System.out.flush();
    }

    static EmbeddedMixline start(Path directory) {
        return EmbeddedMixline.start(
                directory, EncoderSettings.of(BUNDLE), UnaryOperator.identity(), ignoredLine -> {});
    }

    static PostingPublisher publisher(EmbeddedMixline mixline) {
        return new PostingPublisher(mixline.topics().source(), mixline.kafkaSettings());
    }

    /** Returns when the broker has them. */
    static void publish(int from, int end, PostingPublisher publisher, EmbeddedMixline mixline) {
        for (int number = from; number < end; number++) {
            publish(ChangeSequence.change(number), publisher, mixline);
        }
        publisher.flush();
    }

    private static void publish(ChangeSequence.Numbered one, PostingPublisher publisher, EmbeddedMixline mixline) {
        if (one.lane() == Lane.LIVE) {
            var unused = publisher.publish(one.change());
            return;
        }
        BackfillChangeCodec codec = new BackfillChangeCodec(new ItemChangeCodec(SourceMapping.jobPostingChange()));
        byte[] key = one.change().itemId().toBytes();
        SourceRecord source = new SourceRecord(
                key,
                publisher.value(one.change()),
                new SourcePosition(mixline.topics().source(), 0, 0),
                one.change().changedAt());
        var unused =
                publisher.send(mixline.topics().backfill(), key, codec.encode(source, ChangeOrigin.backfill(1), 0));
    }
}
