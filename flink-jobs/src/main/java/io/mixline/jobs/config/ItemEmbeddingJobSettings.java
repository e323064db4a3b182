package io.mixline.jobs.config;

import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.registry.RegistryOptions;
import io.mixline.registry.RegistrySettings;
import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import io.mixline.schemas.source.SourceMapping;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What can be configured of an {@code ItemEmbeddingJob}. Names under {@code kafka.} go to Kafka's clients as they are. */
public final class ItemEmbeddingJobSettings {

    /** Kafka's own limit of 1 MiB, less what a record batch, headers and a few long fields take. */
    private static final ByteSize DEFAULT_MAX_RECORD = new ByteSize(1024 * 1024 - 1024);

    /** Of names that are passed through to Kafka's clients. */
    public static final String KAFKA_PREFIX = "kafka.";

    /** Where the mapping of the source topic's records lies. */
    public static final Setting<Optional<String>> SOURCE_MAPPING = Setting.text("source.mapping")
            .optional()
            .describedAs("The file source.yaml that says which fields of the source topic's records make an item"
                    + " change, with its .avsc files beside it. Left out: records are JobPostingChange.");

    static final Setting<String> SOURCE_TOPIC = Setting.text("topics.source")
            .orElse(JobTopics.standard().source())
            .describedAs("The topic of item changes.");

    static final Setting<String> BACKFILL_TOPIC = Setting.text("topics.backfill")
            .orElse(JobTopics.standard().backfill())
            .describedAs("The topic of changes that are sent again; the job writes to it, too.");

    static final Setting<String> DEAD_LETTERS_TOPIC = Setting.text("topics.dead-letters")
            .orElse(JobTopics.standard().deadLetters())
            .describedAs("The topic of records that could not be handled.");

    static final Setting<String> CONTROL_TOPIC = Setting.text("topics.control")
            .orElse(JobTopics.standard().control())
            .describedAs(
                    "The topic in which runs claim to be the one writer of their embeddings topic. One for all jobs"
                            + " of a Kafka cluster.");

    /** How wide the topics are that the job writes. */
    public static final Setting<Integer> PARTITIONS = Setting.integer("topics.partitions", 1, 100_000)
            .orElse(12)
            .describedAs("Partitions of the topics that the job writes. It creates those that are missing; the number"
                    + " never changes afterwards.");

    /** How many brokers hold the topics that the job writes. */
    public static final Setting<Integer> REPLICATION = Setting.integer("topics.replication", 1, 100)
            .orElse(3)
            .describedAs("Brokers that hold each record of these topics. 1 only for a broker that nothing depends on.");

    static final Setting<List<OwnTopic>> CONFLUENT = Setting.constant("framing.confluent", OwnTopic.class)
            .list()
            .orElse(List.of())
            .describedAs(
                    "Which topics the job writes in Confluent's wire format, where registry.url names a registry; the"
                            + " others are written in Avro's single-object encoding. With a registry both are read everywhere, so that"
                            + " a topic may change.");

    static final Setting<Duration> MIN_INTERVAL = Setting.duration("gate.min-interval")
            .orElse(Duration.ZERO)
            .describedAs(
                    "The least time between two encodes of an item that changes by itself; only the newest change is"
                            + " kept meanwhile. Raise it where few items change very often; it delays them by as much. 0 s holds"
                            + " nothing.");

    static final Setting<Integer> CAPACITY = Setting.integer("encode.capacity", 1, 1_000_000)
            .orElse(256)
            .describedAs("Changes of one lane and subtask that are in the encoder or wait behind it, in order. Too few"
                    + " leave the device without a full run; each takes its record's size of memory.");

    static final Setting<Integer> ATTEMPTS = Setting.integer("encode.attempts", 1, 100)
            .orElse(5)
            .describedAs("How often an encode is tried that fails for a passing reason, before the job restarts.");

    static final Setting<Duration> BACKOFF = Setting.duration("encode.first-backoff")
            .orElse(Duration.ofMillis(200))
            .describedAs("How long to wait after the first such failure; twice as long after each next.");

    static final Setting<ByteSize> MAX_RECORD = Setting.byteSize(
                    "sink.max-record-size", new ByteSize(4096), ByteSize.parse("1 GiB"))
            .orElse(DEFAULT_MAX_RECORD)
            .describedAs("The largest record, key and value together, that is sent to any topic; a larger one becomes a"
                    + " dead letter. Raise it together with the topics' max.message.bytes and kafka.max.request.size.");

    static final Setting<Integer> PARALLELISM = Setting.integer("job.parallelism", 1, 32_768)
            .orElse(1)
            .describedAs("Subtasks of each step; more than the source topic has partitions leave some idle.");

    static final Setting<Integer> MAX_PARALLELISM = Setting.integer("job.max-parallelism", 1, 32_768)
            .orElse(1024)
            .describedAs("The most subtasks that the state can ever be spread over. Never change it: no savepoint would"
                    + " fit any more.");

    static final Setting<Duration> CHECKPOINT_INTERVAL = Setting.duration(
                    "checkpoint.interval", Duration.ofMillis(10), Duration.ofDays(1))
            .orElse(Duration.ofSeconds(10))
            .describedAs(
                    "Time between checkpoints. After a failure the job does again what it did since the last one.");

    static final Setting<SourceEnd> SOURCE_END = Setting.constant("source.end", SourceEnd.class)
            .orElse(SourceEnd.NEVER)
            .describedAs("AT_START reads what the topics hold when the job starts, and finishes.");

    private static final List<Setting<?>> OWN = List.of(
            SOURCE_MAPPING,
            SOURCE_TOPIC,
            BACKFILL_TOPIC,
            DEAD_LETTERS_TOPIC,
            CONTROL_TOPIC,
            PARTITIONS,
            REPLICATION,
            CONFLUENT,
            MIN_INTERVAL,
            CAPACITY,
            ATTEMPTS,
            BACKOFF,
            MAX_RECORD,
            PARALLELISM,
            MAX_PARALLELISM,
            CHECKPOINT_INTERVAL,
            SOURCE_END);

    /** All of them, in the order of the document. */
    public static final List<Setting<?>> ALL =
            Stream.concat(OWN.stream(), RegistrySettings.ALL.stream()).toList();

    private ItemEmbeddingJobSettings() {}

    /**
     * As configured.
     *
     * @param settings parsed with {@link #ALL} among the declared, and {@link #KAFKA_PREFIX} passed through
     */
    public static ItemEmbeddingJobConfig config(Settings settings, SourceMapping mapping) {
        return new ItemEmbeddingJobConfig(
                new KafkaCluster(settings.passThrough(KAFKA_PREFIX)),
                new JobTopics(
                        settings.get(SOURCE_TOPIC),
                        settings.get(BACKFILL_TOPIC),
                        settings.get(DEAD_LETTERS_TOPIC),
                        settings.get(CONTROL_TOPIC),
                        framing(settings)),
                SourceMappingText.of(mapping),
                new FlowLimits(
                        settings.get(MIN_INTERVAL),
                        settings.get(CAPACITY),
                        Math.toIntExact(settings.get(MAX_RECORD).bytes())),
                new RunPolicy(
                        new Parallelism(settings.get(PARALLELISM), settings.get(MAX_PARALLELISM)),
                        settings.get(CHECKPOINT_INTERVAL),
                        settings.get(SOURCE_END),
                        new RetryPolicy(settings.get(ATTEMPTS), settings.get(BACKOFF))));
    }

    private static JobFraming framing(Settings settings) {
        Optional<RegistryOptions> registry = RegistrySettings.options(settings);
        List<OwnTopic> confluent = settings.get(CONFLUENT);
        if (registry.isEmpty() && !confluent.isEmpty()) {
            throw new InvalidConfigurationException(
                    "configuration",
                    List.of(CONFLUENT.name() + ": " + confluent + " (expected: empty without "
                            + RegistrySettings.URL.name() + ")"));
        }
        return new JobFraming(registry.orElse(null), Set.copyOf(confluent));
    }

    /**
     * Checks that the encoder of a task manager has room for all that its subtasks let in. Else a subtask waits to hand in
     * a text, and takes no part in checkpoints meanwhile.
     *
     * @param settings parsed with {@link #ALL} and the encoder's settings among the declared
     * @param subtasks of a step in one task manager, at most
     * @throws InvalidConfigurationException where there is less
     */
    public static void requireRoomInEncoder(Settings settings, int subtasks) {
        long needed = (long) settings.get(CAPACITY) * subtasks;
        int queued = settings.get(EncoderOptions.QUEUED_TEXTS);
        if (queued < needed) {
            throw new InvalidConfigurationException(
                    "configuration",
                    List.of(EncoderOptions.QUEUED_TEXTS.name() + ": " + queued + " (expected: >= " + needed + ", "
                            + CAPACITY.name() + " of all " + subtasks + " subtasks in a task manager)"));
        }
    }

    /** The defaults, for an embedded run; {@code given} goes before them. */
    public static ItemEmbeddingJobConfig config(
            String bootstrapServers, SourceMapping mapping, Map<String, String> given) {
        Map<String, String> all = new TreeMap<>(given);
        all.put(KAFKA_PREFIX + "bootstrap.servers", bootstrapServers);
        return config(Settings.parse(ALL, all, KAFKA_PREFIX), mapping);
    }
}
