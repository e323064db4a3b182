package io.mixline.cache.server;

import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRefusedException.Reason;
import io.mixline.client.TokenMemory;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of answers from their read until their callers have them, and keeps the sum bounded. Thread-safe. */
final class UnsentBytes {

    private final AtomicLong taken = new AtomicLong();
    private final ReadLimits limits;
    private final CallMeter meter;

    UnsentBytes(ReadLimits limits, CallMeter meter) {
        this.limits = limits;
        this.meter = meter;
    }

    /** For one answer. */
    Share share() {
        return new Share();
    }

    /** What one answer takes of the bound. Given back once or more, by any thread. */
    final class Share {

        private final AtomicLong mine = new AtomicLong();

        private Share() {}

        /**
         * Memory that is asked for no more bytes than there may be. Who asks again takes the place of who asked before.
         *
         * <p>Its {@code take} throws ReadRefusedException where one answer is too large, OverloadedException where all
         * of them are.
         */
        TokenMemory bounding(TokenMemory memory) {
            return bytes -> {
                int most = limits.call().maxResponseBytes();
                if (bytes > most) {
                    meter.rejected(CallLimit.RESPONSE);
                    throw new ReadRefusedException(
                            Reason.TOO_LARGE,
                            "answer: " + bytes + " bytes (expected: at most " + most + "; ask for fewer items, or raise"
                                    + " cache.grpc-max-response)");
                }
                long unsent = taken.addAndGet(bytes - mine.getAndSet(bytes));
                if (unsent > limits.maxUnsentBytes()) {
                    throw new OverloadedException(
                            CallLimit.UNSENT,
                            "answers not taken by their callers: " + unsent + " bytes (expected: at most "
                                    + limits.maxUnsentBytes() + "; see cache.grpc-max-unsent)");
                }
                return memory.take(bytes);
            };
        }

        void giveBack() {
            taken.addAndGet(-mine.getAndSet(0));
        }
    }
}
