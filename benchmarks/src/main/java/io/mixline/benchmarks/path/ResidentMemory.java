package io.mixline.benchmarks.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process holds of the machine's memory, native memory included. Linux only. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private ResidentMemory() {}

    /** Bytes, after a full collection. */
    static long afterCollection() throws IOException {
        System.gc();
        String line = Files.readAllLines(STATUS).stream()
                .filter(one -> one.startsWith(RESIDENT))
                .findFirst()
                .orElseThrow(() -> new IOException(STATUS + ": no " + RESIDENT));
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }
}
