package io.mixline.encoder.text;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.TextFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * What the model sees of an item, and what a ranker keeps of it as text.
 *
 * @param text what the model sees; empty where the content has nothing that the template names
 * @param shortText one line; null where the template or the content has none
 */
public record ItemText(String text, @Nullable String shortText, TextFingerprint fingerprint) {

    public static ItemText of(String text, @Nullable String shortText) {
        return new ItemText(text, shortText, fingerprintOf(text, shortText));
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** Without the text itself: a value on its way ends up in messages and logs. */
    @Override
    public String toString() {
        return fingerprint + " (" + text.length() + " characters)";
    }

    /**
     * XXH3-128 over both strings, each followed by its length, so that no other pair of strings gives the same bytes. An
     * absent short text counts as an empty one. It is stored with every embedding: it never changes.
     */
    private static TextFingerprint fingerprintOf(String text, @Nullable String shortText) {
        HashValue128 hash = Hashing.xxh3_128()
                .hashStream()
                .putString(text)
                .putString(shortText == null ? "" : shortText)
                .get();
        return new TextFingerprint(new Hash128(hash.getMostSignificantBits(), hash.getLeastSignificantBits()));
    }
}
