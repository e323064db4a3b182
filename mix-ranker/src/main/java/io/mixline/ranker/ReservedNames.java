package io.mixline.ranker;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * The names that content must never spell: the placeholder's and the control tokens'. A space behind its first character
 * breaks such a name, be it written out, put together by neighbours, or made by a normaliser. Immutable.
 */
final class ReservedNames {

    private final List<String> names;

    ReservedNames(Collection<String> names) {
        this.names = names.stream()
                .map(name -> NormalizedText.of(name).toString())
                .distinct()
                .toList();
    }

    /** The prompt's text without any of the names but those that its template wrote out. */
    String brokenIn(PromptText prompt) {
        CharSequence text = prompt.text();
        NormalizedText normalized = NormalizedText.of(text);
        BitSet opened = new BitSet(); // a space goes behind the code point at that index
        BitSet dropped = new BitSet(); // a space goes in its place: it spells the whole name
        for (String name : names) {
            for (int at = normalized.indexOf(name, 0); at >= 0; at = normalized.indexOf(name, at + 1)) {
                int first = normalized.origin(at);
                int last = normalized.origin(at + name.length() - 1);
                if (!prompt.isLiteral(first, last)) {
                    (first == last ? dropped : opened).set(first);
                }
            }
        }
        return opened.isEmpty() && dropped.isEmpty() ? text.toString() : spaced(text, opened, dropped);
    }

    private static String spaced(CharSequence text, BitSet opened, BitSet dropped) {
        StringBuilder spaced = new StringBuilder(text.length() + 16);
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = Character.codePointAt(text, i);
            if (!dropped.get(i)) {
                spaced.appendCodePoint(codePoint);
            }
            if (dropped.get(i) || opened.get(i)) {
                spaced.append(' ');
            }
        }
        return spaced.toString();
    }
}
