package io.mixline.cache.host;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostReader;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.bootstrap.Bootstrap;
import io.mixline.cache.bootstrap.PublishedSnapshot;
import io.mixline.cache.bootstrap.SnapshotSchedule;
import io.mixline.cache.hot.DirectMemory;
import io.mixline.cache.hot.HotTierEmbeddingCache;
import io.mixline.cache.metrics.FreshnessSummary;
import io.mixline.cache.metrics.MeteredEmbeddingCache;
import io.mixline.cache.metrics.MeteredEmbeddingReader;
import io.mixline.cache.metrics.NanoTicker;
import io.mixline.cache.metrics.PrometheusCacheMeter;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.cache.server.CacheDescription;
import io.mixline.cache.server.CacheServer;
import io.mixline.cache.server.GrpcSettings;
import io.mixline.cache.server.PrometheusCallMeter;
import io.mixline.cache.topic.CacheWriter;
import io.mixline.cache.topic.CatchUp;
import io.mixline.cache.topic.DiskRoom;
import io.mixline.cache.topic.EmbeddingTopicReader;
import io.mixline.cache.topic.FollowedTopics;
import io.mixline.cache.topic.FreeSpace;
import io.mixline.cache.topic.KafkaClients;
import io.mixline.client.EmbeddingReader;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running cache: opens its directory, out of a snapshot where it is empty, applies its topics, serves reads in this process
 * and over gRPC, and tells of itself over HTTP.
 * Thread-safe.
 */
public final class CacheHost implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CacheHost.class);

    /** Direct memory that the hot tier leaves to answers and to what RocksDB reads into. */
    private static final long FOR_ANSWERS = 64L << 20;

    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final PrometheusCacheMeter meter;
    private final CatchUp catchUp;
    private final HostReader reader;
    private final CacheEndpoint endpoint;
    private final Optional<SnapshotSchedule> snapshots;
    private final Optional<CacheServer> server;

    private CacheHost(CacheSettings settings, UnaryOperator<EmbeddingCache> layers, FreeSpace free) {
        InstantSource clock = InstantSource.system();
        PrometheusRegistry registry = new PrometheusRegistry();
        meter = new PrometheusCacheMeter(registry);
        catchUp = new CatchUp(settings.maxReadyLag(), clock);
        try {
            endpoint = new CacheEndpoint(
                    settings.serving().http(), registry, catchUp); // first: restoring may take minutes
            closing.push(endpoint::close);
            Bootstrap.prepare(
                    settings.directory(),
                    settings.snapshots(),
                    settings.topics().names(),
                    meter);
            RocksDbEmbeddingCache store = RocksDbEmbeddingCache.open(
                    settings.directory(), settings.storage().storeBytes());
            closing.push(store::close); // again, in case that a layer fails before it could take this over
            snapshots = SnapshotSchedule.over(
                    store::checkpoint,
                    settings.directory(),
                    settings.snapshots(),
                    settings.topics().names(),
                    meter,
                    clock);
            EmbeddingCache cache = new MeteredEmbeddingCache(
                    withHotTier(layers.apply(store), settings.storage().hotBytes(), registry),
                    meter,
                    NanoTicker.SYSTEM);
            closing.push(cache::close);
            HostGauges.register(registry, cache, catchUp, free);
            reader = new MeteredEmbeddingReader(new LocalEmbeddingReader(cache, catchUp), meter, NanoTicker.SYSTEM);
            DiskRoom disk = new DiskRoom(free, settings.storage().minFreeSpace().bytes(), clock);
            CacheWriter writer =
                    new CacheWriter(topicReader(settings.topics(), clock), cache, disk, catchUp, meter, clock);
            closing.push(writer::close);
            server = server(settings.serving().grpc(), cache, registry);
            server.ifPresent(serving -> closing.push(serving::close));
            writer.start();
            HostGauges.registerSnapshotAge(
                    registry, () -> snapshots.map(SnapshotSchedule::age).orElse(Duration.ZERO));
            snapshots.ifPresent(schedule -> {
                closing.push(schedule::close);
                schedule.start(catchUp.ready(), catchUp::wasReady);
                endpoint.serve(schedule);
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        LOG.info(
                "Cache {} of topics {}, HTTP on {}, gRPC on {}",
                settings.directory(),
                settings.topics().names(),
                httpAddress(),
                grpcAddresses());
    }

    /** Opens the cache and begins to apply; {@link #ready} tells when it has caught up. */
    public static CacheHost start(CacheSettings settings) {
        return start(settings, UnaryOperator.identity());
    }

    /**
     * The same, with layers over the cache.
     *
     * @param layers what to lay over the cache; it closes the cache that it is given
     */
    public static CacheHost start(CacheSettings settings, UnaryOperator<EmbeddingCache> layers) {
        return start(settings, layers, FreeSpace.of(settings.directory()));
    }

    static CacheHost start(CacheSettings settings, UnaryOperator<EmbeddingCache> layers, FreeSpace free) {
        return new CacheHost(settings, layers, free);
    }

    /** Reads this host's cache; refuses once the host is closed. */
    public EmbeddingReader reader() {
        return reader;
    }

    /** Completes when the host is ready for the first time, exceptionally when applying ends before. */
    public CompletableFuture<Void> ready() {
        return catchUp.ready();
    }

    /** Completes when every record below these offsets is readable, exceptionally when applying ends before. */
    public CompletableFuture<Void> reached(Map<TopicPartition, Long> offsets) {
        return catchUp.reached(offsets);
    }

    /** How far the host is, and whether it still goes on. */
    public CatchUp progress() {
        return catchUp;
    }

    /** Of the LIVE changes that became readable since the host was first ready. */
    public FreshnessSummary freshness() {
        return meter.freshness();
    }

    /**
     * Takes a snapshot now, or waits for the one in the taking; empty where the cache holds nothing yet.
     *
     * @throws IllegalStateException without a snapshot directory
     */
    public CompletableFuture<Optional<PublishedSnapshot>> takeSnapshot() {
        return snapshots
                .orElseThrow(() -> new IllegalStateException(
                        "cache.snapshot-directory: absent (expected: a directory, to take a snapshot)"))
                .take();
    }

    /** Where {@code /metrics}, {@code /health} and {@code /ready} are served. */
    public InetSocketAddress httpAddress() {
        return endpoint.address();
    }

    /** Where reads are served to other processes: {@code host:port} and {@code unix:/path}, as configured. */
    public List<String> grpcAddresses() {
        return server.map(CacheServer::addresses).orElse(List.of());
    }

    /** In reverse of the start: ends after the calls, the write and the reads in flight. Idempotent. */
    @Override
    public synchronized void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }

    private static EmbeddingCache withHotTier(EmbeddingCache cache, long bytes, PrometheusRegistry registry) {
        if (bytes == 0) {
            return cache;
        }
        long most = Math.max(0, DirectMemory.most() - FOR_ANSWERS);
        if (bytes > most) {
            throw new InvalidConfigurationException(
                    "configuration",
                    List.of("cache.hot-percent of cache.memory: " + bytes + " bytes (expected: at most the " + most
                            + " that -XX:MaxDirectMemorySize, by default the heap's, allows beside " + FOR_ANSWERS
                            + " for answers)"));
        }
        HotTierEmbeddingCache tier = new HotTierEmbeddingCache(cache, bytes);
        HostGauges.registerHotReads(registry, tier);
        return tier;
    }

    private Optional<CacheServer> server(GrpcSettings grpc, EmbeddingCache cache, PrometheusRegistry registry) {
        return grpc.isOn()
                ? Optional.of(CacheServer.start(
                        grpc,
                        reader,
                        new CacheDescription(grpc.hostName(), cache, catchUp),
                        new PrometheusCallMeter(registry)))
                : Optional.empty();
    }

    private EmbeddingTopicReader topicReader(CacheSettings.Topics topics, InstantSource clock) {
        KafkaClients clients = new KafkaClients(topics.kafka(), topics.maxPollRecords());
        return new EmbeddingTopicReader(
                new FollowedTopics(topics.names(), topics.checkInterval(), topics.framing()), clients, meter, clock);
    }
}
