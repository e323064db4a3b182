package io.mixline.encoder.bundle;

import org.jspecify.annotations.Nullable;

/**
 * The names of a graph's inputs, each int64 [batch, positions].
 *
 * @param attentionMask 1 for a token, 0 for padding
 * @param typeIds all 0; null for a graph without it
 */
public record GraphInputs(
        String tokenIds, String attentionMask, @Nullable String typeIds) {}
