package io.mixline.benchmarks.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long the calls of one way took, round by round. */
final class Latencies {

    private final List<long[]> rounds = new ArrayList<>();

    /** Nanoseconds of each call; handed over. */
    void add(long[] nanos) {
        Arrays.sort(nanos);
        rounds.add(nanos);
    }

    int rounds() {
        return rounds.size();
    }

    double p50Millis(int round) {
        return at(round, 0.5);
    }

    double p99Millis(int round) {
        return at(round, 0.99);
    }

    double callsPerSecond(int round) {
        long[] nanos = rounds.get(round);
        return nanos.length * 1e9 / Arrays.stream(nanos).sum();
    }

    private double at(int round, double share) {
        long[] sorted = rounds.get(round);
        return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
}
