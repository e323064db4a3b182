package io.mixline.schemas.source;

/**
 * A field of the item's content and where its values stand: a text, number, boolean or symbol is one value, an array of
 * strings many. A name that ends in {@code .*} stands for a map of strings: each entry becomes a field of its own, with
 * the entry's key in place of the asterisk.
 */
public record ContentField(String name, SourcePaths paths) {

    public boolean isMap() {
        return name.endsWith(".*");
    }

    /** The name of a map's entry. */
    public String entryName(String key) {
        return name.substring(0, name.length() - 1) + key;
    }
}
