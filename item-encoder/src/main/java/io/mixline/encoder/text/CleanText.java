package io.mixline.encoder.text;

/** Makes any string safe to encode and to write as UTF-8. Text that is safe already comes back as it is. */
final class CleanText {

    private static final char REPLACEMENT = '\uFFFD';

    private CleanText() {}

    /** Trimmed, with U+FFFD for each lone surrogate and a space for each control character but line feed and tab. */
    static String value(String raw) {
        int firstBad = firstBad(raw);
        return firstBad == raw.length() ? raw.strip() : replaced(raw, firstBad).strip();
    }

    private static int firstBad(String raw) {
        for (int at = 0; at < raw.length(); at++) {
            char c = raw.charAt(at);
            if (Character.isSurrogate(c)) {
                if (!isPair(raw, at)) {
                    return at;
                }
                at++;
            } else if (isUnwantedControl(c)) {
                return at;
            }
        }
        return raw.length();
    }

    private static String replaced(String raw, int from) {
        StringBuilder clean = new StringBuilder(raw.length()).append(raw, 0, from);
        for (int at = from; at < raw.length(); at++) {
            char c = raw.charAt(at);
            if (Character.isSurrogate(c)) {
                if (isPair(raw, at)) {
                    clean.append(c).append(raw.charAt(++at));
                } else {
                    clean.append(REPLACEMENT);
                }
            } else {
                clean.append(isUnwantedControl(c) ? ' ' : c);
            }
        }
        return clean.toString();
    }

    private static boolean isPair(String raw, int at) {
        return at + 1 < raw.length() && Character.isSurrogatePair(raw.charAt(at), raw.charAt(at + 1));
    }

    private static boolean isUnwantedControl(char c) {
        return Character.isISOControl(c) && c != '\n' && c != '\t';
    }

    /** Every run of white space as one space. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        boolean gap = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                gap = !line.isEmpty();
            } else {
                if (gap) {
                    line.append(' ');
                    gap = false;
                }
                line.append(c);
            }
        }
        return line.toString();
    }

    /** At most so many characters, never half of a surrogate pair. */
    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end).strip();
    }
}
