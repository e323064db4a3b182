package io.mixline.schemas;

/** Hash over an item's text and short text: equal fingerprints mean there is nothing new to encode. */
public record TextFingerprint(Hash128 hash) {

    @Override
    public String toString() {
        return hash.toString();
    }
}
