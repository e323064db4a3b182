package io.mixline.benchmarks.cache;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostProgress;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.ReadsFirst;
import io.mixline.cache.hot.HotTierEmbeddingCache;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.cache.server.CacheDescription;
import io.mixline.cache.server.CacheServer;
import io.mixline.cache.server.CallMeter;
import io.mixline.cache.server.GrpcSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A cache server in a process of its own, as a host runs one, that replaces items at the rate that it is told. */
final class ServedCache implements AutoCloseable {

    /** Items that are applied together, at most. */
    private static final int BATCH = 500;

    /** At a rate, items are applied together that have come since the last ones, as a host's polls bring them. */
    private static final int POLL_MILLIS = 5;

    private final Process process;
    private final BufferedReader says;
    private final PrintWriter tell;
    private final String tcp;
    private final String unix;

    private ServedCache(Process process) throws IOException {
        this.process = process;
        this.says = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.tell = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.tcp = line();
        this.unix = line();
    }

    /**
     * With the flags that {@code bin/mixline} sets.
     *
     * @param memory of the cache, {@code cache.memory}
     * @param hotPercent of it for the hot tier
     */
    static ServedCache start(ReadShape shape, Path directory, long memory, int hotPercent) throws IOException {
        return new ServedCache(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms1g",
                        "-Xmx1g",
                        "-XX:+UseParallelGC",
                        "-XX:+UseTransparentHugePages",
                        "-Dreads.items=" + shape.items(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServedCache.class.getName(),
                        directory.toString(),
                        String.valueOf(shape.tokens().tokens()),
                        String.valueOf(shape.tokens().dimension()),
                        String.valueOf(memory),
                        String.valueOf(hotPercent)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** As clients name it. */
    String tcp() {
        return tcp;
    }

    String unix() {
        return unix;
    }

    /** From now on so many items are replaced a second; as many as can be for {@link Long#MAX_VALUE}, none for 0. */
    void replace(long itemsPerSecond) {
        tell.println(itemsPerSecond);
    }

    /** How many items were replaced since the start. */
    long replaced() throws IOException {
        tell.println("?");
        return Long.parseLong(line());
    }

    @Override
    public void close() throws Exception {
        tell.close();
        process.waitFor();
    }

    private String line() throws IOException {
        String line = says.readLine();
        if (line == null) {
            throw new IOException("the cache's process ended");
        }
        return line;
    }

    /** Runs in the child. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        ReadShape shape = ReadShape.of(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        long memory = Long.parseLong(arguments[3]);
        long hotBytes = memory * Integer.parseInt(arguments[4]) / 100;
        EmbeddingCache cache = new HotTierEmbeddingCache(
                RocksDbEmbeddingCache.open(directory.resolve("served"), memory - hotBytes), hotBytes);
        MixlineReads.fill(cache, shape);
        HostProgress progress = new CaughtUp();
        GrpcSettings settings = GrpcSettings.plain(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(directory.resolve("cache.sock")));
        try (CacheServer server = CacheServer.start(
                settings,
                new LocalEmbeddingReader(cache, progress),
                new CacheDescription("benchmark", cache, progress),
                CallMeter.NONE)) {
            System.out.println("127.0.0.1:" + server.tcp().orElseThrow().getPort());
            System.out.println("unix:" + server.unixSocket().orElseThrow());
            serve(cache, shape);
        } finally {
            cache.close();
        }
    }

    private static void serve(EmbeddingCache cache, ReadShape shape) throws IOException {
        AtomicLong rate = new AtomicLong();
        AtomicLong replaced = new AtomicLong();
        Thread writer = new Thread(() -> replaceOn(cache, shape, rate, replaced), "writer");
        writer.start();
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            if (line.equals("?")) {
                System.out.println(replaced.get());
            } else {
                rate.set(Long.parseLong(line));
            }
        }
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Batches at even intervals, giving way from item to item as a host's decoding does, each with the tokens that the items have already: readers compare them. */
    private static void replaceOn(EmbeddingCache cache, ReadShape shape, AtomicLong rate, AtomicLong replaced) {
        Random random = new Random(29);
        long next = System.nanoTime();
        try {
            for (long version = 2; !Thread.currentThread().isInterrupted(); version++) {
                long perSecond = rate.get();
                if (perSecond == 0) {
                    TimeUnit.MILLISECONDS.sleep(10);
                    next = System.nanoTime();
                    continue;
                }
                int items = BATCH;
                if (perSecond != Long.MAX_VALUE) {
                    items = (int) Math.min(BATCH, perSecond * POLL_MILLIS / 1_000);
                    next += items * 1_000_000_000L / perSecond;
                    TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                }
                List<CacheChange> changes = new ArrayList<>(items);
                for (int change = 0; change < items; change++) {
                    ReadsFirst.giveWay();
                    changes.add(new CacheChange.Embedding(
                            shape.embedding(random.nextInt(shape.items()), version), "item-embeddings-benchmark"));
                }
                var unused = cache.apply(new CacheWrite(changes, Map.of()));
                replaced.addAndGet(items);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A host that has nothing to catch up with. */
    private static final class CaughtUp implements HostProgress {

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public long lag() {
            return 0;
        }

        @Override
        public Duration behind() {
            return Duration.ZERO;
        }

        @Override
        public Optional<Duration> knownBehind() {
            return Optional.of(Duration.ZERO);
        }
    }
}
