package io.mixline.encoder.bundle;

/**
 * How much text a model takes.
 *
 * @param maxTextTokens tokens of text an item, special tokens not counted
 * @param window positions that the model reads in one go, special tokens included
 */
public record TextLimits(int maxTextTokens, int window, Truncation truncation) {}
