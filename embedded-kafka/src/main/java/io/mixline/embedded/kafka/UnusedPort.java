package io.mixline.embedded.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A loopback port that nobody listens on. It lies below those that a system gives to connections (Linux: from 32,768 on): no
 * connection takes it between its choice and its use. Given once in this process.
 */
public final class UnusedPort {

    static final int FIRST = 20_000;
    static final int END = 32_000;

    private static final int TRIES = 1_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private UnusedPort() {}

    /**
     * A new one.
     *
     * @throws IllegalStateException where none is found
     */
    public static int next() {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isUnused(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free port from " + FIRST + " to " + (END - 1) + " after " + TRIES + " tries");
    }

    private static boolean isUnused(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
