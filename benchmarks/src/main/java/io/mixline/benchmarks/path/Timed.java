package io.mixline.benchmarks.path;

/** How fast one way was in one pair. */
record Timed(int changes, double seconds, double cpuSeconds) {

    double perSecond() {
        return changes / seconds;
    }

    double perCpuSecond() {
        return changes / cpuSeconds;
    }
}
