package io.mixline.benchmarks.cache;

import io.mixline.cache.CacheChange;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.bootstrap.Bootstrap;
import io.mixline.cache.bootstrap.PublishedSnapshot;
import io.mixline.cache.bootstrap.SnapshotSchedule;
import io.mixline.cache.bootstrap.SnapshotSettings;
import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.metrics.CacheMeter;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.TextFingerprint;
import io.mixline.schemas.config.ByteSize;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Question: how fast are a snapshot and a restore beside a plain copy of the same files?
 *
 * <p>200,000 items of 2 KiB of noise each, short texts and metadata beside them, written as a host writes them. In each round, in an order that
 * turns,
 *
 * <ul>
 *   <li>a snapshot of the open cache: checkpoint, checksums, sync, manifest, rename; no bound on its rate;
 *   <li>a restore of that snapshot into an empty directory: checksums compared, sync, opened for reading, compared;
 *   <li>the plain copy: {@link Files#copy} of each file of the snapshot, into the page cache;
 *   <li>the synced copy: the same, each file and the directory forced to the disk, which is what a snapshot and a restore promise.
 * </ul>
 *
 * One round before those that count warms up. What is read lies in the page cache, as far as it fits. The result is the
 * median of the rounds' ratios.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' io.mixline.benchmarks.cache.SnapshotRestore
 * </pre>
 *
 * Properties: {@code snapshot.items}, {@code snapshot.rounds}, {@code snapshot.directory} (where to work).
 */
public final class SnapshotRestore {

    private static final int ITEMS = Integer.getInteger("snapshot.items", 200_000);
    private static final int ROUNDS = Integer.getInteger("snapshot.rounds", 5);
    private static final int ITEMS_OF_A_WRITE = 1_000;
    private static final String TOPIC = "item-embeddings-noise-v1";
    private static final EmbeddingShape SHAPE = new EmbeddingShape(1, 1_024, EmbeddingDtype.FLOAT16);
    private static final EmbeddingModel MODEL =
            new EmbeddingModel(new EmbeddingSpace("noise"), new ModelFingerprint(new Hash128(1, 2)));

    private final Path directory;
    private final PrintStream out;
    private final Random random = new Random(3);
    private long bytes;

    private SnapshotRestore(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    /** No arguments. */
    public static void main(String[] arguments) throws IOException {
        if (System.getProperty("mixline.log.level") == null) {
            System.setProperty("mixline.log.level", "WARN"); // before anything logs
        }
        String given = System.getProperty("snapshot.directory");
        Path directory = given == null
                ? Files.createTempDirectory("snapshot-restore")
                : Files.createTempDirectory(Path.of(given), "snapshot-restore");
        try {
            new SnapshotRestore(directory, System.out).run();
        } finally {
            DurableFiles.delete(directory);
        }
    }

    private enum Way {
        SNAPSHOT,
        RESTORE,
        PLAIN_COPY,
        SYNCED_COPY
    }

    private void run() throws IOException {
        Path cacheDirectory = directory.resolve("cache");
        SnapshotSettings settings = new SnapshotSettings(
                Optional.of(Files.createDirectory(directory.resolve("snapshots"))),
                Optional.empty(),
                1,
                new ByteSize(0));
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(cacheDirectory);
                SnapshotSchedule snapshots = SnapshotSchedule.over(
                                cache::checkpoint,
                                cacheDirectory,
                                settings,
                                Set.of(TOPIC),
                                CacheMeter.NONE,
                                InstantSource.system())
                        .orElseThrow()) {
            fill(cache);
            PublishedSnapshot newest = take(snapshots);
            bytes = newest.manifest().bytes();
            out.printf(
                    Locale.ROOT,
                    "%d cores, Java %s; %,d items, %,d bytes in %d files%n%n",
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version(),
                    ITEMS,
                    bytes,
                    newest.manifest().files().size());
            out.println("| round | snapshot, MB/s | restore | plain copy | synced copy |\n|---|---|---|---|---|");
            List<Map<Way, Double>> rounds = new ArrayList<>();
            for (int round = 0; round <= ROUNDS; round++) {
                Map<Way, Double> seconds = new EnumMap<>(Way.class);
                for (int turn = 0; turn < Way.values().length; turn++) {
                    Way way = Way.values()[(turn + round) % Way.values().length];
                    long start = System.nanoTime();
                    switch (way) {
                        case SNAPSHOT -> newest = take(snapshots);
                        case RESTORE -> restore(settings);
                        case PLAIN_COPY -> copy(newest, false);
                        case SYNCED_COPY -> copy(newest, true);
                    }
                    seconds.put(way, (System.nanoTime() - start) / 1e9);
                    DurableFiles.delete(directory.resolve("target"));
                }
                print(round, seconds);
                if (round > 0) {
                    rounds.add(seconds);
                }
            }
            summarize(rounds);
        }
    }

    private void fill(RocksDbEmbeddingCache cache) {
        for (int from = 0; from < ITEMS; from += ITEMS_OF_A_WRITE) {
            List<CacheChange> changes = new ArrayList<>();
            for (int item = from; item < Math.min(ITEMS, from + ITEMS_OF_A_WRITE); item++) {
                changes.add(new CacheChange.Embedding(embedding(item), TOPIC));
            }
            TopicPosition position =
                    new TopicPosition(from + changes.size(), Optional.of(0), new Uuid(1, 1), "cluster", 1);
            cache.apply(new CacheWrite(changes, Map.of(new TopicPartition(TOPIC, 0), position)));
        }
    }

    private ItemEmbedding embedding(int item) {
        byte[] noise = new byte[SHAPE.bytes()];
        random.nextBytes(noise);
        EncodedText text = new EncodedText(
                new TextFingerprint(new Hash128(item, item)),
                new EmbeddingTokens(SHAPE, noise),
                "Cook " + item + ", a restaurant, a town",
                300,
                false);
        Provenance provenance =
                new Provenance(Lane.LIVE, 1, Instant.EPOCH, Instant.EPOCH, new SourcePosition("job-postings", 0, item));
        return new ItemEmbedding(new ItemId("item-" + item), ItemOrder.upsert(item), MODEL, text, provenance);
    }

    private static PublishedSnapshot take(SnapshotSchedule snapshots) {
        return snapshots.take().join().orElseThrow();
    }

    private void restore(SnapshotSettings settings) {
        Optional<PublishedSnapshot> restored =
                Bootstrap.prepare(directory.resolve("target"), settings, Set.of(TOPIC), CacheMeter.NONE);
        if (restored.isEmpty()) {
            throw new IllegalStateException("restored nothing");
        }
    }

    private void copy(PublishedSnapshot snapshot, boolean synced) throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        for (Path file : DurableFiles.list(snapshot.directory())) {
            Path copied = Files.copy(file, target.resolve(file.getFileName()));
            if (synced) {
                try (FileChannel channel = FileChannel.open(copied, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
        if (synced) {
            DurableFiles.sync(target);
        }
    }

    private void print(int round, Map<Way, Double> seconds) {
        out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %,.0f | %,.0f |%n",
                round == 0 ? "warm-up" : String.valueOf(round),
                rate(seconds, Way.SNAPSHOT),
                rate(seconds, Way.RESTORE),
                rate(seconds, Way.PLAIN_COPY),
                rate(seconds, Way.SYNCED_COPY));
    }

    private void summarize(List<Map<Way, Double>> rounds) {
        out.printf("%n| speed, median (least to most) of %d rounds | |%n|---|---|%n", rounds.size());
        for (Way way : List.of(Way.SNAPSHOT, Way.RESTORE)) {
            for (Way rival : List.of(Way.PLAIN_COPY, Way.SYNCED_COPY)) {
                double[] ratios = rounds.stream()
                        .mapToDouble(seconds -> rate(seconds, way) / rate(seconds, rival))
                        .sorted()
                        .toArray();
                out.printf(
                        Locale.ROOT,
                        "| %s over %s | %.2f (%.2f to %.2f) |%n",
                        name(way),
                        name(rival),
                        ratios[ratios.length / 2],
                        ratios[0],
                        Arrays.stream(ratios).max().orElse(0));
            }
        }
    }

    /** Megabytes a second. */
    private double rate(Map<Way, Double> seconds, Way way) {
        return (double) bytes / 1e6 / Objects.requireNonNull(seconds.get(way));
    }

    private static String name(Way way) {
        return way.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
