package io.mixline.cache.hot;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** What the JVM lets a process take of memory outside its heap through buffers. */
public final class DirectMemory {

    private static final String FLAG = "MaxDirectMemorySize";

    private DirectMemory() {}

    /** Bytes in all: what the flag says, else as much as the heap may take. */
    public static long most() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long flag = Long.parseLong(jvm.getVMOption(FLAG).getValue());
        return flag > 0 ? flag : Runtime.getRuntime().maxMemory();
    }
}
