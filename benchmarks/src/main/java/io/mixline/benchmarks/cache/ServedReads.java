package io.mixline.benchmarks.cache;

import io.lettuce.core.RedisURI;
import io.mixline.cache.files.DurableFiles;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Question: what does a reader on the same host pay over gRPC, beside Redis?
 *
 * <p>200,000 items, one token of 1,024 half-precision numbers; 250 ids a call; one caller, the tensor in hand at the
 * end of the call. Mixline's server in a process of its own, over TCP and a Unix socket, where tokens come through shared
 * memory; {@code MGET} of a Redis by hand over sockets and by Lettuce. The server has as much memory as Redis takes for the
 * same items, nine tenths of it a hot tier; then a hot tier of a tenth of the data. At last, with as large a hot tier as first
 * and as much memory for RocksDB, gRPC reads in turns quiet and while items are replaced at 30% of the speed at which this
 * server replaces them when it does nothing else.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * MALLOC_ARENA_MAX=2 java -Xms1g -Xmx1g -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
 *     io.mixline.benchmarks.cache.ServedReads
 * </pre>
 */
public final class ServedReads {

    private static final int SECONDS_AT_FULL_SPEED = 5;
    private static final int MOST_HOT_PERCENT = 90;

    private ServedReads() {}

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        System.out.printf(
                Locale.ROOT, "%d cores, Java %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version());
        ReadShape shape = ReadShape.of(1, 1_024);
        Path directory = Files.createTempDirectory("served-reads");
        try (RedisProcess redis = RedisProcess.start(directory);
                RedisSocketReads tcp = new RedisSocketReads("Redis, TCP by hand", shape, redis.connect(false));
                RedisSocketReads unix = new RedisSocketReads("Redis, Unix socket by hand", shape, redis.connect(true));
                LettuceReads lettuce = new LettuceReads(
                        "Redis, Lettuce over TCP", shape, RedisURI.create("127.0.0.1", redis.port()))) {
            tcp.fill();
            List<ReadWay> rivals = List.of(tcp, unix, lettuce);
            long memory = redis.usedMemory();
            System.out.printf(Locale.ROOT, "%nRedis has taken %,d bytes; the cache host has as many%n", memory);
            try (ServedCache served = serve(shape, directory.resolve("as-redis"), memory, MOST_HOT_PERCENT);
                    Clients clients = Clients.of(served, shape)) {
                for (ReadCalls distribution : ReadCalls.values()) {
                    compare(shape, clients, distribution, rivals);
                }
            }
            long tenth = (long) shape.items() * shape.rowBytes() / 10;
            System.out.printf(Locale.ROOT, "%nThe cache host has a hot tier of %,d bytes%n", tenth);
            try (ServedCache served = serve(shape, directory.resolve("tenth"), 4 * tenth, 25);
                    Clients clients = Clients.of(served, shape)) {
                compare(shape, clients, ReadCalls.ZIPF, rivals);
            }
            System.out.printf(Locale.ROOT, "%nThe cache host has %,d bytes, for what is replaced%n", 2 * memory);
            try (ServedCache served = serve(shape, directory.resolve("replaced"), 2 * memory, MOST_HOT_PERCENT / 2);
                    Clients clients = Clients.of(served, shape)) {
                whileReplaced(shape, served, clients);
            }
        } finally {
            DurableFiles.delete(directory);
        }
        System.exit(0); // whatever clients leave running
    }

    private static ServedCache serve(ReadShape shape, Path directory, long memory, int hotPercent) throws Exception {
        return ServedCache.start(shape, Files.createDirectories(directory), memory, hotPercent);
    }

    private static void compare(ReadShape shape, Clients clients, ReadCalls distribution, List<ReadWay> rivals)
            throws Exception {
        List<ReadWay> ways = new ArrayList<>(List.of(clients.tcp(), clients.unix()));
        ways.addAll(rivals);
        ReadComparison quiet = new ReadComparison(shape, ways);
        quiet.run(ReadComparison.draw(distribution, shape));
        quiet.print(distribution.toString());
        System.out.println();
        rivals.forEach(rival -> quiet.printRatio(clients.tcp(), rival));
        rivals.forEach(rival -> quiet.printRatio(clients.unix(), rival));
    }

    private static void whileReplaced(ReadShape shape, ServedCache served, Clients clients) throws Exception {
        long before = served.replaced();
        served.replace(Long.MAX_VALUE);
        TimeUnit.SECONDS.sleep(SECONDS_AT_FULL_SPEED);
        served.replace(0);
        long fullSpeed = (served.replaced() - before) / SECONDS_AT_FULL_SPEED;
        System.out.printf(Locale.ROOT, "%n%,d items replaced a second at full speed, nothing else done%n", fullSpeed);
        ReadWay tcpBusy = new Beside(clients.tcp(), served, fullSpeed * 3 / 10);
        ReadWay unixBusy = new Beside(clients.unix(), served, fullSpeed * 3 / 10);
        ReadWay tcpQuiet = new Beside(clients.tcp(), served, 0);
        ReadWay unixQuiet = new Beside(clients.unix(), served, 0);
        ReadComparison busy = new ReadComparison(shape, List.of(tcpQuiet, tcpBusy, unixQuiet, unixBusy));
        busy.run(ReadComparison.draw(ReadCalls.ZIPF, shape));
        busy.print("ZIPF, while items are replaced");
        System.out.println();
        busy.printRatio(tcpBusy, tcpQuiet);
        busy.printRatio(unixBusy, unixQuiet);
        served.replace(0);
    }

    /** The same host, asked both ways. */
    private record Clients(MixlineReads tcp, MixlineReads unix) implements AutoCloseable {

        static Clients of(ServedCache served, ReadShape shape) {
            return new Clients(
                    overGrpc("Mixline, gRPC over TCP", served.tcp(), shape),
                    overGrpc("Mixline, gRPC over a Unix socket", served.unix(), shape));
        }

        private static MixlineReads overGrpc(String name, String address, ReadShape shape) {
            GrpcEmbeddingReader reader = GrpcEmbeddingReader.of(address);
            return new MixlineReads(name, reader, reader, shape);
        }

        @Override
        public void close() throws Exception {
            tcp.close();
            unix.close();
        }
    }

    /** The same reads while items are replaced at a rate. */
    private static final class Beside implements ReadWay {

        private final ReadWay way;
        private final ServedCache served;
        private final long perSecond;

        Beside(ReadWay way, ServedCache served, long perSecond) {
            this.way = way;
            this.served = served;
            this.perSecond = perSecond;
        }

        @Override
        public String name() {
            return way.name()
                    + (perSecond == 0 ? ", quiet" : String.format(Locale.ROOT, ", %,d replaced/s", perSecond));
        }

        @Override
        public void begin() throws InterruptedException {
            served.replace(perSecond);
            TimeUnit.MILLISECONDS.sleep(200); // what was begun at another rate ends
        }

        @Override
        public ByteBuffer read(int[] items) throws Exception {
            return way.read(items);
        }

        @Override
        public void close() {}
    }
}
