package io.mixline.ranker;

/**
 * The special token that holds an embedding token's place in a prompt. It must be an added token of the ranker's
 * tokeniser, so that its text becomes exactly this id wherever it stands.
 */
public record Placeholder(String text, int tokenId) {

    public Placeholder {
        if (!NormalizedText.canBeBroken(text)) {
            throw new IllegalArgumentException(
                    "placeholder: \"" + text + "\" (expected: two or more visible characters, no white space)");
        }
        if (NormalizedText.of(text).hasBorder()) {
            throw new IllegalArgumentException("placeholder: \"" + text
                    + "\" (expected: a beginning that is not its end too, so that neighbours cannot make another one)");
        }
        if (tokenId < 0) {
            throw new IllegalArgumentException("placeholder's token id: " + tokenId + " (expected: >= 0)");
        }
    }
}
