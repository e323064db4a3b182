package io.mixline.encoder.bundle;

import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ModelVersion;

/** What a bundle is called, and what its tokens go together with. Neither decides a byte of an embedding. */
public record BundleNames(ModelVersion modelVersion, EmbeddingSpace embeddingSpace) {}
