package io.mixline.schemas;

/** The name, given by training, of what a ranker was trained with. Tokens of another space are meaningless to it. */
public record EmbeddingSpace(String name) {

    public EmbeddingSpace {
        if (name.isBlank()) {
            throw new IllegalArgumentException("embeddingSpace: \"" + name + "\" (expected: not blank)");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
