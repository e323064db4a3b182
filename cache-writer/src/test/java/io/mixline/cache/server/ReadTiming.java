package io.mixline.cache.server;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.HostReader;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.hot.HotTierEmbeddingCache;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * A quick look, no benchmark: how long a read of 250 items of 2 KiB takes its caller, in process, over TCP and over a Unix
 * socket, one call after the other in one JVM, beside plain sockets that move as many bytes. Run as {@link SampleServer} is.
 * Rows come out of memory, as a host keeps them, or with {@code cold} out of RocksDB; with {@code large} they are 50 times as
 * large.
 */
final class ReadTiming {

    private static final int HELD = 20_000;
    private static final long HOT_BYTES = 200 << 20;
    private static final int CALLS = Integer.getInteger("calls", 3000);
    private static final String ONLY = System.getProperty("only", ".*");
    private static final int ROUNDS = Integer.getInteger("rounds", 3);

    private ReadTiming() {}

    public static void main(String[] arguments) throws IOException {
        List<String> given = Arrays.asList(arguments);
        int tokens = given.contains("large") ? 50 : 1;
        EmbeddingShape shape = new EmbeddingShape(tokens, 1024, EmbeddingDtype.FLOAT16);
        int items = Integer.getInteger("items", 250);
        Path directory = Files.createTempDirectory("mixline-timing");
        Path socket = directory.resolve("cache.sock");
        EmbeddingCache store = RocksDbEmbeddingCache.open(directory.resolve("cache"));
        try (EmbeddingCache cache = given.contains("cold") ? store : new HotTierEmbeddingCache(store, HOT_BYTES)) {
            new SampleItems(shape).fill(cache, HELD / tokens);
            HostReader local = new LocalEmbeddingReader(cache, HostLag.none());
            try (CacheServer server = CacheServer.start(
                            GrpcSettings.plain(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(socket)),
                            local,
                            new CacheDescription("timing", cache, new StillProgress()),
                            CallMeter.NONE);
                    RawSocketFloor rawTcp = RawSocketFloor.tcp(items * shape.bytes());
                    RawSocketFloor rawUnix = RawSocketFloor.unix(directory.resolve("raw.sock"), items * shape.bytes());
                    GrpcEmbeddingReader tcp = client(new HostAddress.Tcp(
                            "127.0.0.1", server.tcp().orElseThrow().getPort()));
                    GrpcEmbeddingReader unix = client(new HostAddress.UnixSocket(socket))) {
                for (int round = 0; round < ROUNDS; round++) {
                    time("raw tcp ", () -> rawTcp::call);
                    time("raw unix", () -> rawUnix::call);
                    time("local   ", local, items, HELD / tokens);
                    time("tcp     ", tcp, items, HELD / tokens);
                    time("unix    ", unix, items, HELD / tokens);
                }
            }
        }
    }

    private static GrpcEmbeddingReader client(HostAddress address) {
        return GrpcEmbeddingReader.of(address, ConnectionOptions.defaults().withDeadline(Duration.ofSeconds(10)));
    }

    private static void time(String name, EmbeddingReader reader, int items, int held) throws IOException {
        Random random = new Random(1);
        TokenMemory memory = new ReusedTokenMemory();
        time(name, () -> {
            List<ItemId> ids = new ArrayList<>(items);
            for (int item = 0; item < items; item++) {
                ids.add(SampleItems.id(random.nextInt(held)));
            }
            ReadRequest request = ReadRequest.current(SampleItems.MODEL.space(), ids);
            return () -> reader.read(request, memory).tokens().get(0);
        });
    }

    private static void time(String name, Calls calls) throws IOException {
        if (!name.strip().matches(ONLY)) {
            return;
        }
        long[] nanos = new long[CALLS];
        long sum = 0;
        for (int call = 0; call < CALLS; call++) {
            Call next = calls.next();
            long start = System.nanoTime();
            sum += next.call();
            nanos[call] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s p50 %.0f us, p90 %.0f us, p99 %.0f us (%d)%n",
                name,
                nanos[CALLS / 2] / 1e3,
                nanos[CALLS * 9 / 10] / 1e3,
                nanos[CALLS * 99 / 100] / 1e3,
                sum);
    }

    /** Gets a call ready. */
    private interface Calls {
        Call next();
    }

    /** What is timed. */
    private interface Call {
        byte call() throws IOException;
    }
}
