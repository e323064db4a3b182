package io.mixline.cache.host;

import io.mixline.cache.bootstrap.SnapshotSettings;
import io.mixline.cache.server.GrpcSettings;
import io.mixline.registry.RegistrySettings;
import io.mixline.schemas.codec.Framing;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a cache host is started with.
 *
 * @param maxReadyLag records that may be missing while the host is ready
 * @param snapshots that a host without a cache starts from, and takes of its own
 */
public record CacheSettings(
        Storage storage, Topics topics, long maxReadyLag, Serving serving, SnapshotSettings snapshots) {

    /** Settings whose names start so go to Kafka's clients, without it. */
    public static final String KAFKA_PREFIX = "kafka.";

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private static final Setting<String> DIRECTORY = Setting.text("cache.directory")
            .describedAs("Where the cache keeps its data. One host, one directory; deleted, it is read from the topics"
                    + " again.");

    private static final ByteSize DEFAULT_MEMORY = ByteSize.parse("512 MiB");

    private static final Setting<ByteSize> MEMORY = Setting.byteSize("cache.memory")
            .orElse(DEFAULT_MEMORY)
            .describedAs(
                    "What the cache takes of memory outside the JVM's heap: the hot tier, and RocksDB's blocks, indexes,"
                            + " filters and write buffers together. The operating system's cache of the files comes on top, and is"
                            + " its to take back. More answers more reads without the disk.");

    private static final int DEFAULT_HOT_PERCENT = 25;

    private static final Setting<Integer> HOT_PERCENT = Setting.integer("cache.hot-percent", 0, 90)
            .orElse(DEFAULT_HOT_PERCENT)
            .describedAs(
                    "Of cache.memory, the part that keeps the items that are read most, ready to be copied. More where few"
                            + " items get most reads; 0 for no such tier. It is direct memory, so -XX:MaxDirectMemorySize has to"
                            + " allow it and 64 MiB for answers (by default as much as the heap).");

    private static final Setting<List<String>> TOPICS = Setting.text("cache.topics")
            .list()
            .describedAs("The embeddings topics to apply, such as item-embeddings-minilm-l6-k4-v1. List a second one to"
                    + " load another model beside the first.");

    private static final Setting<Integer> MAX_POLL_RECORDS = Setting.integer("cache.max-poll-records", 1, 100_000)
            .orElse(2_000)
            .describedAs(
                    "Records of one atomic write, at most. More catches up faster; less becomes readable sooner while"
                            + " catching up, and takes less memory.");

    private static final Setting<Duration> TOPIC_CHECK_INTERVAL = Setting.duration(
                    "cache.topic-check-interval", Duration.ofMillis(100), Duration.ofHours(1))
            .orElse(Duration.ofSeconds(10))
            .describedAs(
                    "How often a running host looks for new partitions, and whether a topic was made again, trimmed or"
                            + " cut. Shorter notices sooner; each look is four small requests.");

    private static final Setting<Long> MAX_READY_LAG = Setting.longNumber("cache.max-ready-lag", 0, Long.MAX_VALUE)
            .orElse(10_000L)
            .describedAs(
                    "Records that may be missing while /ready answers 200. Lower it where rankers would rather have"
                            + " no host than an old one.");

    private static final Setting<ByteSize> MIN_FREE_SPACE = Setting.byteSize("cache.min-free-space")
            .orElse(ByteSize.parse("2 GiB"))
            .describedAs(
                    "Below so much free space on the directory's disk nothing is applied: reads go on, /ready answers"
                            + " 503, and applying resumes when there is room. Keep it above what RocksDB needs to rewrite its files,"
                            + " some GiB where there are 100; 0 B only stops at writes that fail.");

    private static final Setting<String> HTTP_HOST = Setting.text("cache.http-host")
            .orElse("0.0.0.0")
            .describedAs(
                    "The address that /metrics, /health and /ready are served on. 127.0.0.1 for this machine only.");

    private static final Setting<Integer> HTTP_PORT = Setting.integer("cache.http-port", 0, 65_535)
            .orElse(9464)
            .describedAs("The port of /metrics, /health and /ready. 0 takes any free one, which the log names.");

    /** All that a cache host knows, beside what starts with {@link #KAFKA_PREFIX}. */
    public static final List<Setting<?>> DECLARED = Stream.<List<Setting<?>>>of(
                    List.of(
                            DIRECTORY,
                            MEMORY,
                            HOT_PERCENT,
                            TOPICS,
                            MAX_POLL_RECORDS,
                            TOPIC_CHECK_INTERVAL,
                            MAX_READY_LAG,
                            MIN_FREE_SPACE,
                            HTTP_HOST,
                            HTTP_PORT),
                    SnapshotSettings.DECLARED,
                    GrpcSettings.DECLARED,
                    RegistrySettings.ALL)
            .flatMap(List::stream)
            .toList();

    /** With the memory that is the default, without snapshots, for this process only. */
    public CacheSettings(
            Path directory, Topics topics, long maxReadyLag, ByteSize minFreeSpace, InetSocketAddress http) {
        this(
                new Storage(directory, DEFAULT_MEMORY, DEFAULT_HOT_PERCENT, minFreeSpace),
                topics,
                maxReadyLag,
                new Serving(http, GrpcSettings.off()),
                SnapshotSettings.none());
    }

    public CacheSettings withSnapshots(SnapshotSettings other) {
        return new CacheSettings(storage, topics, maxReadyLag, serving, other);
    }

    public CacheSettings withGrpc(GrpcSettings other) {
        return new CacheSettings(storage, topics, maxReadyLag, new Serving(serving.http(), other), snapshots);
    }

    public Path directory() {
        return storage.directory();
    }

    /**
     * Of what was configured.
     *
     * @throws InvalidConfigurationException with every problem
     */
    public static CacheSettings of(Settings settings) {
        Map<String, String> kafka = settings.passThrough(KAFKA_PREFIX);
        List<String> problems = new ArrayList<>();
        if (settings.get(TOPICS).isEmpty()) {
            problems.add(TOPICS.name() + ": empty (expected: at least one topic)");
        }
        if (!kafka.containsKey(BOOTSTRAP_SERVERS)) {
            problems.add(KAFKA_PREFIX + BOOTSTRAP_SERVERS + ": absent (expected: host:port, with commas between)");
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException("configuration", problems);
        }
        return new CacheSettings(
                new Storage(
                        Path.of(settings.get(DIRECTORY)),
                        settings.get(MEMORY),
                        settings.get(HOT_PERCENT),
                        settings.get(MIN_FREE_SPACE)),
                new Topics(
                        Set.copyOf(settings.get(TOPICS)),
                        kafka,
                        settings.get(MAX_POLL_RECORDS),
                        settings.get(TOPIC_CHECK_INTERVAL),
                        RegistrySettings.readingFraming(settings)),
                settings.get(MAX_READY_LAG),
                new Serving(
                        new InetSocketAddress(settings.get(HTTP_HOST), settings.get(HTTP_PORT)),
                        GrpcSettings.of(settings)),
                SnapshotSettings.of(settings));
    }

    /**
     * Where the cache is kept.
     *
     * @param directory of the cache; made where it is absent
     * @param memory for the hot tier and RocksDB together
     * @param hotPercent of it for the hot tier; 0 for none
     * @param minFreeSpace what stays free on the directory's disk; 0 for no such mark
     */
    public record Storage(Path directory, ByteSize memory, int hotPercent, ByteSize minFreeSpace) {

        long hotBytes() {
            return memory.bytes() * hotPercent / 100;
        }

        long storeBytes() {
            return memory.bytes() - hotBytes();
        }
    }

    /**
     * How the host is asked by others.
     *
     * @param http where metrics, health and readiness are served; port 0 for any free one
     * @param grpc where and how reads are served to other processes
     */
    public record Serving(InetSocketAddress http, GrpcSettings grpc) {}

    /**
     * What is applied.
     *
     * @param kafka settings of Kafka's clients by Kafka's names
     * @param maxPollRecords records of one atomic write, at most
     * @param checkInterval how often topics are looked at for new partitions and lost positions
     * @param framing how records name their schemas
     */
    public record Topics(
            Set<String> names, Map<String, String> kafka, int maxPollRecords, Duration checkInterval, Framing framing) {

        /** In Avro's single-object encoding. */
        public Topics(Set<String> names, Map<String, String> kafka, int maxPollRecords, Duration checkInterval) {
            this(names, kafka, maxPollRecords, checkInterval, Framing.singleObject());
        }

        public Topics {
            names = Set.copyOf(names);
            kafka = Map.copyOf(kafka);
        }
    }
}
