package io.mixline.schemas;

/** Hash over everything that decides the bytes of an embedding: what made them, not what it is called. */
public record ModelFingerprint(Hash128 hash) {

    public static ModelFingerprint fromHex(String hex) {
        return new ModelFingerprint(Hash128.fromHex(hex));
    }

    @Override
    public String toString() {
        return hash.toString();
    }
}
