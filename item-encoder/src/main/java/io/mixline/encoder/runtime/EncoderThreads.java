package io.mixline.encoder.runtime;

import java.io.Serializable;

/**
 * The threads of an encoder.
 *
 * @param host tokenise, pool and convert; a tokeniser thread does 0.2 to 0.35 million tokens/s
 * @param runs runs on the device at one time, each on one thread of its own
 */
public record EncoderThreads(int host, int runs) implements Serializable {

    public EncoderThreads {
        if (host < 1) {
            throw new IllegalArgumentException("host: " + host + " (expected: > 0)");
        }
        if (runs < 1) {
            throw new IllegalArgumentException("runs: " + runs + " (expected: > 0)");
        }
    }

    /** On a CPU one run a core: a run with two threads of its own was 4x slower on a busy machine than with one. */
    public static EncoderThreads forCores(int cores) {
        return new EncoderThreads(Math.max(2, cores / 4), cores);
    }
}
