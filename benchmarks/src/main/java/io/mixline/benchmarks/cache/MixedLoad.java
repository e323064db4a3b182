package io.mixline.benchmarks.cache;

import io.mixline.benchmarks.path.ResidentMemory;
import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.HostReader;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.hot.HotTierEmbeddingCache;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.client.ReusedTokenMemory;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.Lane;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.TextFingerprint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Question: does anything grow, or go wrong, while a cache is read and written for long?
 *
 * <p>10,000,000 items read, 250 a call, and 1,000,000 written, 500 a write, over 200,000 items of 2 KiB, at the same time; the
 * reader asks for items by Zipf, through a hot tier of a tenth of the data. Every number of an item's tokens is its version,
 * and each row read is compared with the version that came with it; no item may go back to an older one. Resident memory at
 * a quarter, the half and the end.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * MALLOC_ARENA_MAX=2 java -Xms1g -Xmx1g -XX:+AlwaysPreTouch -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
 *     io.mixline.benchmarks.cache.MixedLoad
 * </pre>
 */
public final class MixedLoad {

    private static final long READS = Long.getLong("mixed.reads", 10_000_000);
    private static final long WRITES = Long.getLong("mixed.writes", 1_000_000);
    private static final int BATCH = 500;
    private static final long MEMORY_BYTES = 256L << 20;
    private static final int SAMPLES = 200;

    private final ReadShape shape = ReadShape.of(1, 1_024);
    private final AtomicLong written = new AtomicLong();

    private MixedLoad() {}

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        new MixedLoad().run();
        System.exit(0);
    }

    private void run() throws Exception {
        Path directory = Files.createTempDirectory("mixed-load");
        try (EmbeddingCache cache = new HotTierEmbeddingCache(
                RocksDbEmbeddingCache.open(directory, MEMORY_BYTES), (long) shape.items() * shape.rowBytes() / 10)) {
            for (int from = 0; from < shape.items(); from += BATCH) {
                int first = from;
                write(cache, version -> first + version, 1);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d cores, Java %s; %s%n",
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version(),
                    shape);
            long start = System.nanoTime();
            Thread writer = new Thread(() -> writeAll(cache), "writer");
            writer.start();
            ResidentMemory memory = new ResidentMemory();
            HostReader local = new LocalEmbeddingReader(cache, HostLag.none());
            long read = readAll(
                    (request, into) -> local.readFromMemory(request, into).orElseGet(() -> local.read(request, into)),
                    memory,
                    writer);
            writer.join();
            ResidentMemory.Course course = memory.course();
            System.out.printf(
                    Locale.ROOT,
                    "%,d items read, %,d written in %.0f s; none torn, none of an older version than before%n"
                            + "resident, MiB: %,d at a quarter, %,d at the half, %,d at the end; end over half %.3f%n",
                    read,
                    written.get(),
                    (System.nanoTime() - start) / 1e9,
                    course.quarter() >> 20,
                    course.half() >> 20,
                    course.end() >> 20,
                    (double) course.end() / course.half());
        } finally {
            DurableFiles.delete(directory);
        }
    }

    private interface Pick {
        int item(int ofBatch);
    }

    private void writeAll(EmbeddingCache cache) {
        Random random = new Random(3);
        while (written.get() < WRITES) {
            write(cache, ofBatch -> random.nextInt(shape.items()), 2 + written.get() / BATCH);
            written.addAndGet(BATCH);
        }
    }

    private void write(EmbeddingCache cache, Pick pick, long version) {
        List<CacheChange> changes = new ArrayList<>(BATCH);
        for (int change = 0; change < BATCH; change++) {
            changes.add(new CacheChange.Embedding(embedding(pick.item(change), version), "item-embeddings-benchmark"));
        }
        var unused = cache.apply(new CacheWrite(changes, Map.of()));
    }

    private ItemEmbedding embedding(int item, long version) {
        ByteBuffer tokens = ByteBuffer.allocate(shape.rowBytes());
        while (tokens.hasRemaining()) {
            tokens.putLong(version);
        }
        Instant now = Instant.now();
        return new ItemEmbedding(
                ReadShape.itemId(item),
                ItemOrder.upsert(version),
                ReadShape.MODEL,
                new EncodedText(
                        new TextFingerprint(new Hash128(item, version)),
                        new EmbeddingTokens(shape.tokens(), tokens.array()),
                        "version " + version,
                        400,
                        false),
                new Provenance(Lane.LIVE, 1, now, now, new SourcePosition("job-postings", 0, version)));
    }

    /** Reads on until the writer has ended, too. */
    private long readAll(EmbeddingReader reader, ResidentMemory memory, Thread writer) throws Exception {
        int[][] lists = ReadComparison.draw(ReadCalls.ZIPF, shape);
        long[] seen = new long[shape.items()];
        ReusedTokenMemory buffer = new ReusedTokenMemory();
        long read = 0;
        for (int call = 0; read < READS || writer.isAlive(); call++) {
            if (read >= memory.samples() * (READS / SAMPLES)) {
                memory.sample();
            }
            int[] list = lists[call % lists.length];
            List<ItemId> ids = new ArrayList<>(list.length);
            for (int item : list) {
                ids.add(ReadShape.itemId(item));
            }
            check(reader.read(ReadRequest.current(ReadShape.MODEL.space(), ids), buffer), list, seen);
            read += list.length;
        }
        return read;
    }

    private static void check(EmbeddingBatch batch, int[] list, long[] seen) {
        for (int id = 0; id < list.length; id++) {
            long version = batch.rows().version(id);
            if (batch.status(id) != ItemStatus.HIT || version < seen[list[id]]) {
                throw new IllegalStateException("item " + list[id] + ": " + batch.row(id)
                        + " (expected: at least version " + seen[list[id]] + ")");
            }
            seen[list[id]] = version;
            ByteBuffer row = batch.tokens(id).order(ByteOrder.BIG_ENDIAN);
            while (row.hasRemaining()) {
                if (row.getLong() != version) {
                    throw new IllegalStateException("item " + list[id] + ": tokens of another version than " + version);
                }
            }
        }
    }
}
