package io.mixline.ranker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A prompt while it is put together: its text, and which of it the template said. Not thread-safe. */
final class PromptText {

    /** Whose words a character is: 0 for content, else the number of the literal that it belongs to. */
    private int[] literals = new int[256];

    private final StringBuilder text = new StringBuilder();
    private int lastLiteral;

    void literal(String trusted) {
        append(trusted, ++lastLiteral);
    }

    /** What anybody may have written. Half of a surrogate pair, which no JSON can hold, becomes a question mark. */
    void content(String untrusted) {
        append(new String(untrusted.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8), 0);
    }

    private void append(String appended, int literal) {
        int start = text.length();
        text.append(appended);
        if (text.length() > literals.length) {
            literals = Arrays.copyOf(literals, 2 * text.length());
        }
        Arrays.fill(literals, start, text.length(), literal);
    }

    CharSequence text() {
        return text;
    }

    /** Whether one literal of the template holds all from the first to the last index: then it is meant. */
    boolean isLiteral(int first, int last) {
        return literals[first] != 0 && literals[first] == literals[last];
    }
}
