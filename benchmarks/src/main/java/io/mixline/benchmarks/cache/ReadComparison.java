package io.mixline.benchmarks.cache;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Measures ways to read the same candidate lists, in turns, and prints what they took. One thread. */
final class ReadComparison {

    private static final int ROUNDS = Integer.getInteger("reads.rounds", 9);
    private static final int WARMUP_ROUNDS = Integer.getInteger("reads.warmups", 3);
    private static final int CALLS = Integer.getInteger("reads.calls", 1_000);

    private final ReadShape shape;
    private final Map<ReadWay, Latencies> measured = new LinkedHashMap<>();

    ReadComparison(ReadShape shape, List<ReadWay> ways) {
        this.shape = shape;
        ways.forEach(way -> measured.put(way, new Latencies()));
    }

    static int[][] draw(ReadCalls distribution, ReadShape shape) {
        return distribution.draw(shape, CALLS);
    }

    /** The order of the ways turns with the round. */
    void run(int[][] lists) throws Exception {
        check(lists[0]);
        ReadWay[] ways = measured.keySet().toArray(ReadWay[]::new);
        for (int round = 0; round < WARMUP_ROUNDS + ROUNDS; round++) {
            if (round == WARMUP_ROUNDS) {
                System.gc(); // as in a process that runs for long: what it keeps lies together
            }
            for (int turn = 0; turn < ways.length; turn++) {
                ReadWay way = ways[(round + turn) % ways.length];
                way.begin();
                long[] nanos = new long[lists.length];
                for (int call = 0; call < lists.length; call++) {
                    long start = System.nanoTime();
                    way.read(lists[call]);
                    nanos[call] = System.nanoTime() - start;
                }
                if (round >= WARMUP_ROUNDS) {
                    latencies(way).add(nanos);
                }
            }
        }
    }

    void print(String title) {
        System.out.printf(
                Locale.ROOT,
                "%n%s; %s; %d ids a call, %d rounds of %,d calls, medians of the rounds (least to most)%n%n"
                        + "| | p50, ms | p99, ms | keys/s |%n|---|---|---|---|%n",
                title,
                shape,
                shape.ids(),
                ROUNDS,
                CALLS);
        measured.forEach((way, latencies) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s |%n",
                way.name(),
                spread("%.3f", latencies::p50Millis),
                spread("%.3f", latencies::p99Millis),
                spread("%,.0f", round -> shape.ids() * latencies.callsPerSecond(round))));
    }

    /** Of keys/s, round by round. */
    void printRatio(ReadWay way, ReadWay rival) {
        Latencies ours = latencies(way);
        Latencies theirs = latencies(rival);
        System.out.printf(
                Locale.ROOT,
                "| %s over %s | keys/s %s | p50 %s | p99 %s |%n",
                way.name(),
                rival.name(),
                spread("%.2f", round -> ours.callsPerSecond(round) / theirs.callsPerSecond(round)),
                spread("%.2f", round -> ours.p50Millis(round) / theirs.p50Millis(round)),
                spread("%.2f", round -> ours.p99Millis(round) / theirs.p99Millis(round)));
    }

    private Latencies latencies(ReadWay way) {
        Latencies latencies = measured.get(way);
        if (latencies == null) {
            throw new IllegalArgumentException(way.name() + ": not measured");
        }
        return latencies;
    }

    private void check(int[] list) throws Exception {
        for (ReadWay way : measured.keySet()) {
            ByteBuffer packed = way.read(list);
            for (int id = 0; id < list.length; id++) {
                byte[] row = new byte[shape.rowBytes()];
                packed.get(id * shape.rowBytes(), row);
                if (!(way instanceof CopyReads) && !Arrays.equals(row, shape.row(list[id]))) {
                    throw new IllegalStateException(way.name() + ": not the tokens of item " + list[id]);
                }
            }
        }
    }

    private static String spread(String format, IntToDoubleFunction ofRound) {
        double[] values = new double[ROUNDS];
        Arrays.setAll(values, ofRound);
        Arrays.sort(values);
        return String.format(
                Locale.ROOT,
                format + " (" + format + " to " + format + ")",
                values[values.length / 2],
                values[0],
                values[values.length - 1]);
    }
}
