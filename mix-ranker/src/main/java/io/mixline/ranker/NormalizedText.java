package io.mixline.ranker;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * A text as the boldest of tokenisers' normalisers would leave it, and where each character came from: compatibility
 * forms taken apart, lower case, without accents, controls and what has no width. {@code ＜|Ｅmbed|＞} and {@code <|embed|>}
 * are the same here.
 */
final class NormalizedText {

    private static final int DROPPED = 1 << Character.NON_SPACING_MARK
            | 1 << Character.ENCLOSING_MARK
            | 1 << Character.COMBINING_SPACING_MARK
            | 1 << Character.FORMAT
            | 1 << Character.CONTROL;

    private final StringBuilder text = new StringBuilder();
    private int[] origins;

    private NormalizedText(CharSequence source) {
        origins = new int[source.length() + 16];
        int codePoint;
        for (int i = 0; i < source.length(); i += Character.charCount(codePoint)) {
            codePoint = Character.codePointAt(source, i);
            if (codePoint < 0x80) {
                append(Character.toLowerCase(codePoint), i);
            } else {
                appendDecomposed(codePoint, i);
            }
        }
    }

    static NormalizedText of(CharSequence source) {
        return new NormalizedText(source);
    }

    private void appendDecomposed(int codePoint, int origin) {
        String parts = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD);
        int part;
        for (int i = 0; i < parts.length(); i += Character.charCount(part)) {
            part = parts.codePointAt(i);
            // The lower case of a part may come with an accent of its own.
            Normalizer.normalize(Character.toString(part).toLowerCase(Locale.ROOT), Normalizer.Form.NFKD)
                    .codePoints()
                    .forEach(lower -> append(lower, origin));
        }
    }

    private void append(int codePoint, int origin) {
        if ((DROPPED >>> Character.getType(codePoint) & 1) != 0) {
            return;
        }
        int start = text.length();
        text.appendCodePoint(codePoint);
        if (text.length() > origins.length) {
            origins = Arrays.copyOf(origins, 2 * text.length());
        }
        Arrays.fill(origins, start, text.length(), origin);
    }

    int indexOf(String normalized, int from) {
        return text.indexOf(normalized, from);
    }

    /** The index, in the text that it was made of, of the code point that gave this character. */
    int origin(int index) {
        return origins[index];
    }

    /** Whether a space behind its first character would make something else of this name, for good. */
    static boolean canBeBroken(String name) {
        return of(name).text.codePoints().limit(2).count() == 2
                && name.codePoints()
                        .noneMatch(c ->
                                Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c));
    }

    /** Whether some beginning of it is its end too. */
    boolean hasBorder() {
        return overlaps(this);
    }

    /** Whether some end of this, short of the whole, begins the other. */
    boolean overlaps(NormalizedText other) {
        int longest = Math.min(text.length(), other.text.length()) - 1;
        for (int length = 1; length <= longest; length++) {
            if (text.substring(text.length() - length).contentEquals(other.text.subSequence(0, length))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
