package io.mixline.encoder;

/**
 * The most that one run on the device holds. A run is padded to its longest window, and padding counts.
 *
 * @param tokens positions, padding included; a single window may exceed it
 */
public record RunSize(int windows, int tokens) {

    /**
     * One unpadded window a run: on a CPU, padding is pure loss and larger runs gain at most 1.3x (one at a time ran
     * 3,717 real tokens/s, the best of the padded batches 2,836, arrival order 1,016).
     */
    public static final RunSize ONE_WINDOW = new RunSize(1, 1);

    public RunSize {
        if (windows < 1) {
            throw new IllegalArgumentException("windows: " + windows + " (expected: > 0)");
        }
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens: " + tokens + " (expected: > 0)");
        }
    }
}
