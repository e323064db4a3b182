package io.mixline.benchmarks.path;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time and processor time of this process since it was made. */
final class Clock {

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final long start = System.nanoTime();
    private final long cpuStart = PROCESS.getProcessCpuTime();

    Timed stop(int changes) {
        return new Timed(changes, (System.nanoTime() - start) / 1e9, (PROCESS.getProcessCpuTime() - cpuStart) / 1e9);
    }
}
