package io.mixline.benchmarks.cache;

import io.lettuce.core.RedisURI;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Question: what does a reader on the same host pay over gRPC, beside Redis?
 *
 * <p>200,000 items, one token of 1,024 half-precision numbers; 250 ids a call, by Zipf; one caller, the tensor in hand at the
 * end of the call. Mixline's server in a process of its own, with a hot tier of a tenth of the data, over TCP and a Unix
 * socket; {@code MGET} of a Redis by hand over sockets and by Lettuce. Then the same gRPC reads, in turns quiet and while
 * items are replaced at 30% of the speed at which this server replaces them when it does nothing else.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests package
 * MALLOC_ARENA_MAX=2 java -Xms1g -Xmx1g -cp 'benchmarks/target/classes:benchmarks/target/lib/*' \
 *     io.mixline.benchmarks.cache.ServedReads
 * </pre>
 */
public final class ServedReads {

    private static final int SECONDS_AT_FULL_SPEED = 5;

    private ServedReads() {}

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        System.out.printf(
                Locale.ROOT, "%d cores, Java %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version());
        ReadShape shape = ReadShape.of(1, 1_024);
        Path directory = Files.createTempDirectory("served-reads");
        try (ServedCache served = ServedCache.start(
                        shape,
                        directory,
                        Long.getLong("reads.hotBytes", (long) shape.items() * shape.rowBytes() / 10));
                RedisProcess redis = RedisProcess.start(directory);
                MixlineReads grpcTcp = overGrpc("Mixline, gRPC over TCP", served.tcp(), shape);
                MixlineReads grpcUnix = overGrpc("Mixline, gRPC over a Unix socket", served.unix(), shape);
                RedisSocketReads tcp = new RedisSocketReads("Redis, TCP by hand", shape, redis.connect(false));
                RedisSocketReads unix = new RedisSocketReads("Redis, Unix socket by hand", shape, redis.connect(true));
                LettuceReads lettuce = new LettuceReads(
                        "Redis, Lettuce over TCP", shape, RedisURI.create("127.0.0.1", redis.port()))) {
            tcp.fill();
            for (ReadCalls distribution : ReadCalls.values()) {
                int[][] lists = ReadComparison.draw(distribution, shape);
                ReadComparison quiet = new ReadComparison(shape, List.of(grpcTcp, grpcUnix, tcp, unix, lettuce));
                quiet.run(lists);
                quiet.print(distribution.toString());
                System.out.println();
                quiet.printRatio(grpcTcp, lettuce);
                quiet.printRatio(grpcTcp, tcp);
                quiet.printRatio(grpcUnix, lettuce);
                quiet.printRatio(grpcUnix, unix);
            }
            whileReplaced(shape, served, grpcTcp, grpcUnix);
        }
        System.exit(0); // whatever clients leave running
    }

    private static MixlineReads overGrpc(String name, String address, ReadShape shape) {
        GrpcEmbeddingReader reader = GrpcEmbeddingReader.of(address);
        return new MixlineReads(name, reader, reader, shape);
    }

    private static void whileReplaced(ReadShape shape, ServedCache served, MixlineReads tcp, MixlineReads unix)
            throws Exception {
        long before = served.replaced();
        served.replace(Long.MAX_VALUE);
        TimeUnit.SECONDS.sleep(SECONDS_AT_FULL_SPEED);
        served.replace(0);
        long fullSpeed = (served.replaced() - before) / SECONDS_AT_FULL_SPEED;
        System.out.printf(Locale.ROOT, "%n%,d items replaced a second at full speed, nothing else done%n", fullSpeed);
        ReadWay tcpBusy = new Beside(tcp, served, fullSpeed * 3 / 10);
        ReadWay unixBusy = new Beside(unix, served, fullSpeed * 3 / 10);
        ReadWay tcpQuiet = new Beside(tcp, served, 0);
        ReadWay unixQuiet = new Beside(unix, served, 0);
        ReadComparison busy = new ReadComparison(shape, List.of(tcpQuiet, tcpBusy, unixQuiet, unixBusy));
        busy.run(ReadComparison.draw(ReadCalls.ZIPF, shape));
        busy.print("ZIPF, while items are replaced");
        System.out.println();
        busy.printRatio(tcpBusy, tcpQuiet);
        busy.printRatio(unixBusy, unixQuiet);
        served.replace(0);
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
