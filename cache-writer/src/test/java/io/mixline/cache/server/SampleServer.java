package io.mixline.cache.server;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostProgress;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.hot.HotTierEmbeddingCache;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real server with {@link SampleItems}, for clients of other languages to be tested against. After
 * {@code mvn -pl cache-writer -am -DskipTests package}:
 *
 * <pre>java -cp "cache-writer/target/test-classes:cache-writer/target/classes:$(cat cache-writer/target/test-classpath)" \
 *   io.mixline.cache.server.SampleServer --items 1000 --tokens 1 --dimension 1024 --dtype FLOAT16</pre>
 *
 * <p>Those are the defaults; there is {@code --behind-millis} too, how far the host says it is behind, and
 * {@code --drain-millis}. It prints one line of JSON with its addresses once it listens, and ends when its input does.
 */
final class SampleServer {

    /** What a host has where nobody says. */
    private static final long HOT_BYTES = 128 << 20;

    private SampleServer() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = options(arguments);
        EmbeddingShape shape = new EmbeddingShape(
                number(options, "--tokens", 1),
                number(options, "--dimension", 1024),
                EmbeddingDtype.valueOf(
                        options.getOrDefault("--dtype", "FLOAT16").toUpperCase(Locale.ROOT)));
        int items = number(options, "--items", 1000);
        Path directory = Files.createTempDirectory("mixline-sample");
        Path socket = directory.resolve("cache.sock");
        GrpcSettings settings = new GrpcSettings(
                "sample-host",
                new GrpcSettings.Endpoints(
                        Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        Optional.of(socket),
                        Optional.empty()),
                ReadLimits.defaults(),
                Duration.ofMillis(number(options, "--drain-millis", 2000)));
        HostProgress progress = new StillProgress(true, Duration.ofMillis(number(options, "--behind-millis", 0)));
        try (EmbeddingCache cache =
                new HotTierEmbeddingCache(RocksDbEmbeddingCache.open(directory.resolve("cache")), HOT_BYTES)) {
            new SampleItems(shape).fill(cache, items);
            try (CacheServer server = CacheServer.start(
                    settings,
                    new LocalEmbeddingReader(cache, progress),
                    new CacheDescription("sample-host", cache, progress),
                    CallMeter.NONE)) {
                print(server, socket, shape, items);
                System.in.readAllBytes();
            }
        } finally {
            delete(directory);
        }
    }

    private static void print(CacheServer server, Path socket, EmbeddingShape shape, int items) {
        System.out.printf(
                Locale.ROOT,
                "{\"tcp\": \"127.0.0.1:%d\", \"unix\": \"unix:%s\", \"space\": \"%s\", \"fingerprint\": \"%s\","
                        + " \"items\": %d, \"tokens\": %d, \"dimension\": %d, \"dtype\": \"%s\"}%n",
                server.tcp().orElseThrow().getPort(),
                socket,
                SampleItems.MODEL.space(),
                SampleItems.MODEL.fingerprint(),
                items,
                shape.tokens(),
                shape.dimension(),
                shape.dtype());
        System.out.flush();
    }

    private static Map<String, String> options(String... arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private static int number(Map<String, String> options, String name, int fallback) {
        return Integer.parseInt(options.getOrDefault(name, String.valueOf(fallback)));
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> walked = Files.walk(directory)) {
            all = walked.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
