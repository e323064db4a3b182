package io.mixline.cache.server;

/**
 * What bounds the reads of a server, so that overload is refused and not gathered.
 *
 * @param threads that read, each with memory for the largest answer it has packed
 * @param maxWaiting reads that wait for a thread
 * @param maxUnsentBytes of the tokens of answers that callers have not taken yet
 * @param maxSharedBytes of memory that callers on a Unix socket share; 0 for none
 */
public record ReadLimits(Call call, int threads, int maxWaiting, long maxUnsentBytes, long maxSharedBytes) {

    /** Those that the settings default to. */
    public static ReadLimits defaults() {
        return new ReadLimits(
                new Call(10_000, 4 << 20, 64 << 20),
                Runtime.getRuntime().availableProcessors(),
                256,
                256L << 20,
                256L << 20);
    }

    /** The same, with other bounds of a single call. */
    public ReadLimits withCall(Call other) {
        return new ReadLimits(other, threads, maxWaiting, maxUnsentBytes, maxSharedBytes);
    }

    /** The same, with another bound of shared memory. */
    public ReadLimits withMaxSharedBytes(long other) {
        return new ReadLimits(call, threads, maxWaiting, maxUnsentBytes, other);
    }

    /**
     * What bounds one call.
     *
     * @param maxItems of a request
     * @param maxRequestBytes of its message
     * @param maxResponseBytes of the tokens that answer it
     */
    public record Call(int maxItems, int maxRequestBytes, int maxResponseBytes) {}
}
