package io.mixline.jobs.encode;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.config.RetryPolicy;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tries again what failed for a passing reason, as the policy says; the last failure stands. Owns what it is given. */
final class RetryingEncoder implements ItemTextEncoder {

    private final ItemTextEncoder encoder;
    private final RetryPolicy policy;
    private final ScheduledExecutorService timer;

    RetryingEncoder(ItemTextEncoder encoder, RetryPolicy policy, ScheduledExecutorService timer) {
        this.encoder = encoder;
        this.policy = policy;
        this.timer = timer;
    }

    @Override
    public CompletableFuture<EncodedText> encode(ItemText text, Lane lane) {
        CompletableFuture<EncodedText> result = new CompletableFuture<>();
        attempt(1, text, lane, result);
        return result;
    }

    private void attempt(int attempt, ItemText text, Lane lane, CompletableFuture<EncodedText> result) {
        var unused = tryOnce(text, lane).whenComplete((encoded, failure) -> {
            if (failure == null) {
                result.complete(encoded);
            } else if (attempt < policy.attempts() && isOf(failure, EncoderException.Kind.RETRYABLE)) {
                retryAfter(attempt, text, lane, result);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    /** An encoder that does not even take the text fails like one that does not get it done. */
    private CompletableFuture<EncodedText> tryOnce(ItemText text, Lane lane) {
        try {
            return encoder.encode(text, lane);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void retryAfter(int attempt, ItemText text, Lane lane, CompletableFuture<EncodedText> result) {
        long backoffMillis = policy.backoffAfter(attempt).toMillis();
        var unused =
                timer.schedule(() -> attempt(attempt + 1, text, lane, result), backoffMillis, TimeUnit.MILLISECONDS);
    }

    /** Whether an encode failed because of its text. */
    static boolean isBadInput(Throwable failure) {
        return isOf(failure, EncoderException.Kind.BAD_INPUT);
    }

    private static boolean isOf(Throwable failure, EncoderException.Kind kind) {
        // Dependent futures put a wrapper around a failure.
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof EncoderException failed && failed.kind() == kind;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        encoder.close();
    }
}
