package io.mixline.benchmarks.path;

import io.mixline.benchmarks.path.PublishedEmbeddings.ApplyShape;
import io.mixline.cache.host.CacheHost;
import io.mixline.cache.host.CacheSettings;
import io.mixline.schemas.config.ByteSize;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Question: how fast does an empty host take in a topic, beside loops that promise nothing?
 *
 * <p>An embeddings topic of 300,000 records over 200,000 items, one token of 1,024 half-precision numbers, four partitions,
 * in a broker of its own process. A round runs, each into an empty directory,
 *
 * <ul>
 *   <li>(a) Mixline: a cache host, from its start until all of the topic is readable; newest wins;
 *   <li>(b) the plain loop: poll, decode, tokens and metadata and positions into RocksDB, one batch a poll;
 *   <li>(c) the bare loop: key and value into RocksDB as they came.
 * </ul>
 *
 * The order turns with the round; two rounds before those that count warm the JVM up. The result is the median of the ratios.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * MALLOC_ARENA_MAX=2 java -Xms2g -Xmx2g -XX:+AlwaysPreTouch -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
 *     io.mixline.benchmarks.path.ApplyThroughput
 * </pre>
 */
public final class ApplyThroughput {

    private static final int WARMUPS = Integer.getInteger("apply.warmups", 2);
    private static final int ROUNDS = Integer.getInteger("apply.rounds", 5);

    private ApplyThroughput() {}

    private record Round(Timed mixline, Timed loop, Timed bare) {}

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        if (System.getProperty(PathThroughput.LOG_LEVEL) == null) {
            System.setProperty(PathThroughput.LOG_LEVEL, "WARN"); // before anything logs
        }
        ApplyShape shape = ApplyShape.ofProperties();
        Path directory = Files.createTempDirectory("apply-throughput");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            PublishedEmbeddings published = PublishedEmbeddings.publish("item-embeddings-apply", shape, kafka);
            System.out.printf(
                    Locale.ROOT,
                    "%d cores, Java %s; %,d records of %,d items, %d bytes a value, %d partitions%n%n"
                            + "| round | (a) Mixline, records/s | MB/s | (b) plain loop | (c) bare loop | a/b | a/c"
                            + " | a, records per CPU-second | b |%n|---|---|---|---|---|---|---|---|---|%n",
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version(),
                    shape.records(),
                    shape.items(),
                    published.valueBytes() / shape.records(),
                    shape.partitions());
            List<Round> rounds = new ArrayList<>();
            for (int round = 0; round < WARMUPS + ROUNDS; round++) {
                Path own = Files.createDirectory(directory.resolve("round-" + round));
                Round done = round(round, own, published, kafka);
                PathThroughput.delete(own);
                if (round >= WARMUPS) {
                    rounds.add(done);
                }
                print(round < WARMUPS ? "warm-up" : String.valueOf(rounds.size()), done, published);
            }
            System.out.printf("%n| median (least to most) of %d rounds | |%n|---|---|%n", rounds.size());
            line(
                    "a/b",
                    rounds,
                    round -> round.mixline().perSecond() / round.loop().perSecond());
            line(
                    "a/c",
                    rounds,
                    round -> round.mixline().perSecond() / round.bare().perSecond());
        } finally {
            PathThroughput.delete(directory);
        }
        System.exit(0);
    }

    private static Round round(int round, Path directory, PublishedEmbeddings published, Map<String, String> kafka)
            throws Exception {
        Timed[] timed = new Timed[3];
        for (int turn = 0; turn < timed.length; turn++) {
            int way = round % 2 == 0 ? turn : 2 - turn;
            Path own = directory.resolve("way-" + way);
            timed[way] = switch (way) {
                case 0 -> mixline(own, published, kafka);
                case 1 -> loop(LoopWork.storing(), own, published, kafka);
                default -> loop(LoopWork.bare(), own, published, kafka);
            };
        }
        return new Round(timed[0], timed[1], timed[2]);
    }

    private static Timed mixline(Path directory, PublishedEmbeddings published, Map<String, String> kafka) {
        CacheSettings settings = new CacheSettings(
                directory,
                new CacheSettings.Topics(Set.of(published.topic()), kafka, 2_000, Duration.ofSeconds(10)),
                0,
                new ByteSize(0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Clock clock = new Clock();
        try (CacheHost host = CacheHost.start(settings)) {
            host.reached(published.ends()).join();
            return clock.stop(published.records());
        }
    }

    private static Timed loop(LoopWork work, Path directory, PublishedEmbeddings published, Map<String, String> kafka)
            throws Exception {
        try (PlainLoop loop = new PlainLoop(work, directory)) {
            return loop.run(published.topic(), kafka);
        }
    }

    private static void print(String name, Round round, PublishedEmbeddings published) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.0f | %,.0f | %,.0f | %.2f | %.2f | %,.0f | %,.0f |%n",
                name,
                round.mixline().perSecond(),
                round.mixline().perSecond() * published.valueBytes() / published.records() / 1e6,
                round.loop().perSecond(),
                round.bare().perSecond(),
                round.mixline().perSecond() / round.loop().perSecond(),
                round.mixline().perSecond() / round.bare().perSecond(),
                round.mixline().perCpuSecond(),
                round.loop().perCpuSecond());
    }

    private static void line(String name, List<Round> rounds, ToDoubleFunction<Round> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "| %s | %.2f (%.2f to %.2f) |%n",
                name,
                sorted[sorted.length / 2],
                sorted[0],
                Arrays.stream(sorted).max().orElse(0));
    }
}
