package io.mixline.schemas;

/** Which model made an embedding: the space its tokens live in, and the fingerprint of what computed them. */
public record EmbeddingModel(EmbeddingSpace space, ModelFingerprint fingerprint) {}
