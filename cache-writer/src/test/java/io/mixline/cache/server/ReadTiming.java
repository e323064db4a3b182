package io.mixline.cache.server;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadRequest;
import io.mixline.client.ReusedTokenMemory;
import io.mixline.client.TokenMemory;
import io.mixline.client.grpc.ConnectionOptions;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostAddress;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A quick look, no benchmark: how long a read of 250 items of 2 KiB takes its caller, in process, over TCP and over a Unix
 * socket, one call after the other in one JVM. Run as {@link SampleServer} is; the argument {@code heap} takes RocksDB out
 * of the picture.
 */
final class ReadTiming {

    private static final int HELD = 20_000;

    private ReadTiming() {}

    public static void main(String[] arguments) throws IOException {
        List<String> given = Arrays.asList(arguments);
        int tokens = given.contains("large") ? 50 : 1;
        EmbeddingShape shape = new EmbeddingShape(tokens, 1024, EmbeddingDtype.FLOAT16);
        int items = 250;
        Path directory = Files.createTempDirectory("mixline-timing");
        Path socket = directory.resolve("cache.sock");
        try (EmbeddingCache cache = given.contains("heap")
                ? new HeapEmbeddingCache()
                : RocksDbEmbeddingCache.open(directory.resolve("cache"))) {
            new SampleItems(shape).fill(cache, HELD / tokens);
            EmbeddingReader local = new LocalEmbeddingReader(cache, HostLag.none());
            try (CacheServer server = CacheServer.start(
                            GrpcSettings.plain(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(socket)),
                            local,
                            new CacheDescription("timing", cache, new StillProgress()),
                            CallMeter.NONE);
                    GrpcEmbeddingReader tcp = client(new HostAddress.Tcp(
                            "127.0.0.1", server.tcp().orElseThrow().getPort()));
                    GrpcEmbeddingReader unix = client(new HostAddress.UnixSocket(socket))) {
                for (int round = 0; round < 4; round++) {
                    time("local", local, items, HELD / tokens);
                    time("tcp  ", tcp, items, HELD / tokens);
                    time("unix ", unix, items, HELD / tokens);
                }
            }
        }
    }

    private static GrpcEmbeddingReader client(HostAddress address) {
        return GrpcEmbeddingReader.of(address, ConnectionOptions.defaults().withDeadline(Duration.ofSeconds(10)));
    }

    private static void time(String name, EmbeddingReader reader, int items, int held) {
        Random random = new Random(1);
        TokenMemory memory = new ReusedTokenMemory();
        int calls = Integer.getInteger("calls", 3000);
        long[] nanos = new long[calls];
        long sum = 0;
        for (int call = 0; call < calls; call++) {
            List<ItemId> ids = IntStream.range(0, items)
                    .mapToObj(item -> SampleItems.id(random.nextInt(held)))
                    .toList();
            long start = System.nanoTime();
            sum += reader.read(ReadRequest.current(SampleItems.MODEL.space(), ids), memory)
                    .tokens()
                    .get(0);
            nanos[call] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s p50 %.0f us, p90 %.0f us, p99 %.0f us (%d)%n",
                name,
                nanos[calls / 2] / 1e3,
                nanos[calls * 9 / 10] / 1e3,
                nanos[calls * 99 / 100] / 1e3,
                sum);
    }
}
