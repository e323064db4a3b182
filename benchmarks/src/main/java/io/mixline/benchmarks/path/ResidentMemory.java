package io.mixline.benchmarks.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What this process holds of the machine's memory over a run, native memory included; of the heap all, if the JVM touched
 * it before ({@code -XX:+AlwaysPreTouch}). Linux only. For one thread.
 */
public final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private final List<Long> samples = new ArrayList<>();

    /** Bytes at a quarter, at the half and at the end of what was sampled. */
    public record Course(long quarter, long half, long end) {}

    /** Now. */
    public void sample() throws IOException {
        String line = Files.readAllLines(STATUS).stream()
                .filter(one -> one.startsWith(RESIDENT))
                .findFirst()
                .orElseThrow(() -> new IOException(STATUS + ": no " + RESIDENT));
        samples.add(Long.parseLong(line.replaceAll("\\D", "")) << 10);
    }

    /** How many were taken. */
    public int samples() {
        return samples.size();
    }

    /** Of samples that were taken at even steps, one at the least. */
    public Course course() {
        int last = samples.size() - 1;
        return new Course(samples.get(last / 4), samples.get(last / 2), samples.get(last));
    }
}
