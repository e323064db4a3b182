package io.mixline.cache.bootstrap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Tells the caches apart that share a snapshot directory: the machine's name, and a number for the cache's directory. */
final class HostName {

    private static final int MOST_CHARACTERS = 60;

    private HostName() {}

    /** Letters, digits and dashes; the same after a restart. */
    static String of(Path cacheDirectory) {
        CRC32C crc = new CRC32C();
        crc.update(cacheDirectory.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
        String machine = machine().replaceAll("[^A-Za-z0-9]", "-");
        return machine.substring(0, Math.min(machine.length(), MOST_CHARACTERS)) + "-"
                + HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unnamed"; // a machine that does not know itself
        }
    }
}
