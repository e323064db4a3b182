package io.mixline.schemas;

import org.jspecify.annotations.Nullable;

/**
 * What the encoder made of an item's text.
 *
 * @param fingerprint of the text that was encoded
 * @param shortText the line that rankers keep as text beside the tokens
 * @param textTokens text tokens that the encoder ran
 * @param truncated whether the text was longer than the model takes
 */
public record EncodedText(
        TextFingerprint fingerprint,
        EmbeddingTokens tokens,
        @Nullable String shortText,
        int textTokens,
        boolean truncated) {}
