package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.pooling.PositionStates;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One text on its way through the encoder, with what the stages have made of it so far. A stage hands it to the next;
 * only the windows of one text may be run by several threads at one time.
 */
final class TextInFlight {

    private final ItemText text;
    private final Lane lane;
    private final Ticket ticket;
    private final CompletableFuture<EncodedText> result = new CompletableFuture<>();
    private @Nullable TokenizedText tokenized;
    private @Nullable AtomicReferenceArray<PositionStates> states;
    private final AtomicInteger windowsLeft = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();

    TextInFlight(ItemText text, Lane lane, Ticket ticket) {
        this.text = text;
        this.lane = lane;
        this.ticket = ticket;
    }

    /** Lets the text in, and out again: called once with how it ended. */
    interface Ticket {

        void encoded(EncodedText text);

        void failed(EncoderException failure);
    }

    /** A window of a text, and which one. */
    record Window(TextInFlight text, int index, TokenWindow tokens) {

        int length() {
            return tokens.length();
        }
    }

    String text() {
        return text.text();
    }

    Lane lane() {
        return lane;
    }

    CompletableFuture<EncodedText> result() {
        return result;
    }

    /** Whether nothing more is to be done for it. A caller that cancels its future does not end it. */
    boolean isDone() {
        return ended.get();
    }

    /** Keeps what the tokeniser made; gives the windows to run. */
    List<Window> tokenized(TokenizedText made) {
        tokenized = made;
        int count = made.windows().size();
        states = new AtomicReferenceArray<>(count);
        windowsLeft.set(count);
        List<Window> windows = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            windows.add(new Window(this, index, made.windows().get(index)));
        }
        return windows;
    }

    /** Keeps what the device made of a window; true for the last one. */
    boolean ran(int index, PositionStates made) {
        known(states).set(index, made);
        return windowsLeft.decrementAndGet() == 0;
    }

    /** The states of all windows in reading order. After {@link #ran} was true. */
    List<PositionStates> states() {
        AtomicReferenceArray<PositionStates> all = known(states);
        List<PositionStates> inOrder = new ArrayList<>(all.length());
        for (int index = 0; index < all.length(); index++) {
            inOrder.add(all.get(index));
        }
        return inOrder;
    }

    void complete(EmbeddingTokens tokens) {
        TokenizedText made = known(tokenized);
        EncodedText encoded =
                new EncodedText(text.fingerprint(), tokens, text.shortText(), made.textTokens(), made.truncated());
        if (ended.compareAndSet(false, true)) {
            try {
                ticket.encoded(encoded);
            } finally {
                result.complete(encoded);
            }
        }
    }

    /** Only the first failure counts: several windows may fail. */
    void fail(EncoderException failure) {
        if (ended.compareAndSet(false, true)) {
            try {
                ticket.failed(failure);
            } finally {
                result.completeExceptionally(failure);
            }
        }
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("not tokenised yet");
        }
        return value;
    }
}
