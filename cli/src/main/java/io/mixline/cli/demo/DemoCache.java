package io.mixline.cli.demo;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.host.CacheHost;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.cli.demo.broken.Breakage;
import io.mixline.cli.demo.promise.PositionsCheck;
import io.mixline.cli.demo.promise.TopicContents;
import io.mixline.cli.embedded.EmbeddedMixline;
import io.mixline.cli.terminal.Display;
import io.mixline.client.EmbeddingReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The demo's cache host: crashes once on purpose, and comes back from what the crash left. For one thread. */
final class DemoCache {

    private static final String FIRST = "cache";
    private static final String AFTER_CRASH = "cache-after-crash";
    private static final String SECOND = "cache-from-the-start";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedMixline mixline;
    private final Breakage breakage;
    private final AppliedRecorder recorder;
    private final long crashAfterChanges;
    private final Supplier<TopicContents> topic;
    private final Display display;
    private volatile @Nullable CrashingCache crashing;
    private @Nullable List<String> missingAfterCrash;
    private CacheHost host;

    DemoCache(
            EmbeddedMixline mixline,
            DemoOptions options,
            AppliedRecorder recorder,
            Supplier<TopicContents> topic,
            Display display) {
        this.display = display;
        this.mixline = mixline;
        this.breakage = options.breakage();
        this.crashAfterChanges = options.crashAfterChanges();
        this.recorder = recorder;
        this.topic = topic;
        this.host = mixline.startCache(FIRST, this::crashingLayers);
        await(host.ready());
    }

    EmbeddingReader reader() {
        return host.reader();
    }

    CacheHost host() {
        return host;
    }

    /** Returns when everything below these ends is readable, after a crash if it comes meanwhile. */
    void awaitReadable(Map<TopicPartition, Long> ends) {
        comeBackIfCrashed();
        try {
            await(host.reached(ends));
        } catch (CompletionException e) {
            if (!comeBackIfCrashed()) {
                throw e;
            }
            await(host.reached(ends));
        }
    }

    /**
     * Starts again where the host has crashed, from the files that lay there at that moment.
     *
     * @return whether it had
     */
    boolean comeBackIfCrashed() {
        CrashingCache crashed = crashing;
        if (crashed == null || !crashed.hasCrashed()) {
            return false;
        }
        DirectoryCopy.copy(mixline.cacheDirectory(FIRST), mixline.cacheDirectory(AFTER_CRASH));
        host.close();
        crashing = null;
        try (EmbeddingCache left = RocksDbEmbeddingCache.open(mixline.cacheDirectory(AFTER_CRASH))) {
            missingAfterCrash = new PositionsCheck(mixline.bundle().model().fingerprint()).check(left, topic.get());
        }
        host = mixline.startCache(AFTER_CRASH, this::layers);
        display.line("the cache host crashed between two writes (on purpose), and came back from its files");
        return true;
    }

    /** What the crash's cache lacked although its positions said otherwise; null where it has not crashed yet. */
    @Nullable
    List<String> missingAfterCrash() {
        return missingAfterCrash;
    }

    /** A second, empty host that reads the topic from its start; returned when it has. */
    CacheHost fromTheStart(Map<TopicPartition, Long> ends) {
        CacheHost second = mixline.startCache(SECOND, breakage::cache);
        await(second.reached(ends));
        return second;
    }

    private EmbeddingCache crashingLayers(EmbeddingCache cache) {
        CrashingCache crashes = new CrashingCache(cache, crashAfterChanges);
        crashing = crashes;
        return layers(crashes);
    }

    private EmbeddingCache layers(EmbeddingCache cache) {
        return recorder.over(breakage.cache(cache));
    }

    private static void await(CompletableFuture<Void> done) {
        done.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
