package io.mixline.benchmarks.path;

import io.mixline.encoder.bundle.BundleManifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Question: what does all that Mixline promises cost, Kafka to readable, beside a loop that promises nothing?
 *
 * <p>1,000,000 changes over 100,000 items, LIVE, all UPSERTs: every item once, then items at random, each change with a
 * text of about 300 characters that no other has, so that all but what is superseded is encoded; the hashing encoder, so
 * that it is not the model that is measured. They are published once, to a broker in a process of its own. A pair runs,
 * over new state and a new embeddings topic,
 *
 * <ul>
 *   <li>(a) Mixline: the real job (heap state, a checkpoint each 10 s) through its topic into the real cache host, from
 *       the submission of the job until every item's newest version is readable;
 *   <li>(b) the plain loop: decodes, composes the text, encodes and writes tokens and metadata into RocksDB, one batch a
 *       poll, with codec, composer, encoder and RocksDB options as in (a);
 *   <li>(c) the bare loop: key and value into RocksDB as they came.
 * </ul>
 *
 * The order turns with the pair; two pairs before those that count warm the JVM up. The result is the median of the
 * pairs' ratios. Each run's result is read and checked.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * MALLOC_ARENA_MAX=2 java -Xms4g -Xmx4g -XX:+AlwaysPreTouch -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
 *     io.mixline.benchmarks.path.PathThroughput
 * </pre>
 *
 * Smaller: {@code -Dpath.changes=20000 -Dpath.items=2000 -Dpath.pairs=1}; more in {@link PathShape}.
 */
public final class PathThroughput {

    /** Of cli's log configuration. */
    static final String LOG_LEVEL = "mixline.log.level";

    private static final String TOPIC = "job-postings";

    private final PathShape shape;
    private final PrintStream out;

    PathThroughput(PathShape shape, PrintStream out) {
        this.shape = shape;
        this.out = out;
    }

    /** No arguments; {@link PathShape} names the properties. */
    public static void main(String[] args) throws Exception {
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "WARN"); // before anything logs
        }
        new PathThroughput(PathShape.ofProperties(), System.out).run();
        System.exit(0); // whatever a mini cluster leaves running
    }

    /** The three ways of one pair. */
    private record Pair(MixlineWay.Outcome mixline, Timed loop, Timed bare) {}

    void run() throws Exception {
        Path directory = Files.createTempDirectory("path-throughput");
        try (BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"))) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            PublishedChanges published = PublishedChanges.publish(TOPIC, shape, kafka);
            describe(published);
            List<Pair> pairs = new ArrayList<>();
            int warmups = shape.rounds().warmups();
            for (int round = 0; round < warmups + shape.rounds().pairs(); round++) {
                Path ofPair = Files.createDirectory(directory.resolve("pair-" + round));
                Pair pair = pair(round, ofPair, published, kafka);
                delete(ofPair);
                if (round >= warmups) {
                    pairs.add(pair);
                }
                print(round < warmups ? "warm-up" : String.valueOf(pairs.size()), pair);
            }
            summarize(pairs);
        } finally {
            delete(directory);
        }
    }

    private Pair pair(int pair, Path directory, PublishedChanges published, Map<String, String> kafka)
            throws Exception {
        MixlineWay.@Nullable Outcome mixline = null;
        Timed loop = null;
        Timed bare = null;
        for (int turn = 0; turn < 3; turn++) {
            switch (pair % 2 == 0 ? turn : 2 - turn) {
                case 0 ->
                    mixline = new MixlineWay(shape, TOPIC, kafka)
                            .run(directory.resolve("mixline"), "hashing-path-v" + (pair + 1), published);
                case 1 -> {
                    Path bundle = shape.writeBundle(directory.resolve("bundle"), "hashing-loop");
                    loop = loop(LoopWork.encoding(BundleManifest.load(bundle)), directory, published, kafka);
                }
                default -> bare = loop(LoopWork.bare(), directory, published, kafka);
            }
        }
        if (mixline == null || loop == null || bare == null) {
            throw new IllegalStateException("a way was not run");
        }
        return new Pair(mixline, loop, bare);
    }

    private static Timed loop(LoopWork work, Path directory, PublishedChanges published, Map<String, String> kafka)
            throws Exception {
        try (PlainLoop loop = new PlainLoop(work, Files.createTempDirectory(directory, "loop"))) {
            Timed timed = loop.run(TOPIC, kafka);
            loop.check(published);
            return timed;
        }
    }

    private void describe(PublishedChanges published) {
        out.printf(
                Locale.ROOT,
                "%d cores, Java %s; %,d changes of %,d items, %d bytes a value, %d partitions; job parallelism %d; %d x %d"
                        + " half-precision numbers an item%n%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                shape.changes(),
                shape.items(),
                published.valueBytes() / shape.changes(),
                shape.partitions(),
                shape.parallelism(),
                shape.tokens().tokens(),
                shape.tokens().dimension());
        out.println("| pair | (a) Mixline, changes/s | (b) plain loop | (c) bare loop | a/b | a/c"
                + " | a, changes per CPU-second | b | resident in a, MiB: at a quarter, the half, the end"
                + " | job state, bytes an item |");
        out.println("|---|---|---|---|---|---|---|---|---|---|");
    }

    private void print(String number, Pair pair) {
        Timed mixline = pair.mixline().timed();
        out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %,.0f | %.2f | %.2f | %,.0f | %,.0f | %,d, %,d, %,d | %.0f |%n",
                number,
                mixline.perSecond(),
                pair.loop().perSecond(),
                pair.bare().perSecond(),
                mixline.perSecond() / pair.loop().perSecond(),
                mixline.perSecond() / pair.bare().perSecond(),
                mixline.perCpuSecond(),
                pair.loop().perCpuSecond(),
                pair.mixline().resident().quarter() >> 20,
                pair.mixline().resident().half() >> 20,
                pair.mixline().resident().end() >> 20,
                (double) pair.mixline().checkpointBytes() / shape.items());
    }

    private void summarize(List<Pair> pairs) {
        out.printf("%n| median (least to most) of %d pairs | |%n|---|---|%n", pairs.size());
        line(
                "(a) Mixline, changes/s",
                "%,.0f",
                pairs,
                pair -> pair.mixline().timed().perSecond());
        line("(b) plain loop", "%,.0f", pairs, pair -> pair.loop().perSecond());
        line("(c) bare loop", "%,.0f", pairs, pair -> pair.bare().perSecond());
        line("a/b", "%.2f", pairs, ratio((a, b) -> a.perSecond() / b.perSecond()));
        line("a/b, per CPU-second", "%.2f", pairs, ratio((a, b) -> a.perCpuSecond() / b.perCpuSecond()));
        line(
                "resident at the end of a over that at its half",
                "%.3f",
                pairs,
                pair -> (double) pair.mixline().resident().end()
                        / pair.mixline().resident().half());
        line(
                "job state, bytes an item",
                "%.0f",
                pairs,
                pair -> (double) pair.mixline().checkpointBytes() / shape.items());
    }

    private static ToDoubleFunction<Pair> ratio(ToDoubleBiFunction<Timed, Timed> of) {
        return pair -> of.applyAsDouble(pair.mixline().timed(), pair.loop());
    }

    private void line(String name, String format, List<Pair> pairs, ToDoubleFunction<Pair> value) {
        double[] sorted = pairs.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        out.println("| " + name + " | "
                + String.format(
                        Locale.ROOT,
                        format + " (" + format + " to " + format + ")",
                        median,
                        sorted[0],
                        Arrays.stream(sorted).max().orElse(median))
                + " |");
    }

    static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
