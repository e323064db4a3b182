package io.mixline.encoder;

import java.util.List;

/**
 * A text as the model takes it: one window, or more where the text is longer than the model's positions.
 *
 * @param truncated whether some of the text is in no window
 */
public record TokenizedText(List<TokenWindow> windows, boolean truncated) {

    public TokenizedText {
        if (windows.isEmpty()) {
            throw new IllegalArgumentException("windows: none (expected: at least 1)");
        }
        windows = List.copyOf(windows);
    }

    /** Tokens that the model runs, special tokens of every window included. */
    public int textTokens() {
        int tokens = 0;
        for (TokenWindow window : windows) {
            tokens += window.length();
        }
        return tokens;
    }
}
