package io.mixline.benchmarks.cache;

import io.lettuce.core.RedisURI;
import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.hot.HotTierEmbeddingCache;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Question: what does a reader in the ranker's own process cost, beside RocksDB by hand, a plain copy, and Redis?
 *
 * <p>200,000 items, one token of 1,024 half-precision numbers and four of 384; 250 ids a call, uniform and Zipf; everything
 * warm. Mixline's reader over RocksDB, and over a hot tier that may hold a tenth of the data; RocksJava by hand, a get loop
 * and a multi-get; {@code MGET} of a Redis beside it, by hand over sockets and by Lettuce; and, for calls that the tier holds
 * whole, plain copies. One thread; the ways take turns.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * MALLOC_ARENA_MAX=2 java -Xms2g -Xmx2g -XX:+UseParallelGC -XX:+UseTransparentHugePages -Dreads.rounds=7 -Dreads.warmups=2 \
 *     -cp 'benchmarks/target/classes:benchmarks/target/lib/*' io.mixline.benchmarks.cache.CacheReads
 * </pre>
 */
public final class CacheReads {

    private static final long MEMORY_BYTES = 1L << 30;

    private CacheReads() {}

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        System.out.printf(
                Locale.ROOT, "%d cores, Java %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version());
        for (ReadShape shape : List.of(ReadShape.of(1, 1_024), ReadShape.of(4, 384))) {
            measure(shape);
        }
        System.exit(0); // whatever clients leave running
    }

    private static void measure(ReadShape shape) throws Exception {
        Path directory = Files.createTempDirectory("cache-reads");
        long hotBytes = (long) shape.items() * shape.rowBytes() / 10;
        RocksDbEmbeddingCache store = RocksDbEmbeddingCache.open(directory.resolve("mixline"), MEMORY_BYTES);
        HotTierEmbeddingCache hotTier = new HotTierEmbeddingCache(store, hotBytes);
        try (RawRocksDbReads raw = new RawRocksDbReads(directory.resolve("raw"), shape, MEMORY_BYTES);
                RedisProcess redis = RedisProcess.start(directory);
                MixlineReads mixline = MixlineReads.of("Mixline", store, shape);
                MixlineReads hot = MixlineReads.of("Mixline with a hot tier", hotTier, shape);
                RedisSocketReads tcp = new RedisSocketReads("Redis, TCP by hand", shape, redis.connect(false));
                RedisSocketReads unix = new RedisSocketReads("Redis, Unix socket by hand", shape, redis.connect(true));
                LettuceReads lettuce = new LettuceReads(
                        "Redis, Lettuce over TCP", shape, RedisURI.create("127.0.0.1", redis.port()))) {
            MixlineReads.fill(store, shape);
            raw.fill();
            tcp.fill();
            ReadWay gets = raw.gets();
            ReadWay multiGet = raw.multiGet();
            for (ReadCalls distribution : ReadCalls.values()) {
                ReadComparison comparison =
                        new ReadComparison(shape, List.of(mixline, hot, gets, multiGet, tcp, unix, lettuce));
                comparison.run(ReadComparison.draw(distribution, shape));
                comparison.print(distribution.toString());
                System.out.println();
                comparison.printRatio(mixline, gets);
                comparison.printRatio(mixline, multiGet);
                comparison.printRatio(hot, gets);
                comparison.printRatio(mixline, tcp);
                comparison.printRatio(mixline, lettuce);
            }
            hits(shape, hot, hotBytes);
        } finally {
            hotTier.close();
            DurableFiles.delete(directory);
        }
    }

    /** Lists out of a few hundred items, so that the tier has them all. */
    private static void hits(ReadShape shape, MixlineReads hot, long hotBytes) throws Exception {
        ReadShape few = new ReadShape((int) (hotBytes / shape.rowBytes() / 2), shape.tokens(), shape.ids());
        CopyReads copies = new CopyReads(shape, hotBytes);
        ReadComparison comparison = new ReadComparison(shape, List.of(hot, copies));
        comparison.run(ReadComparison.draw(ReadCalls.UNIFORM, few));
        comparison.print("HITS of the hot tier");
        System.out.println();
        comparison.printRatio(hot, copies);
    }
}
