package io.mixline.ranker;

import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ModelFingerprint;
import java.util.Set;

/**
 * What the ranker's model takes: tokens of another embedding space would give plausible scores that mean nothing.
 *
 * @param space what it was trained with
 * @param dimension its hidden size, which an item's tokens must have
 * @param accepted the encoders' fingerprints it takes; empty for the current one of the space
 */
public record RankerModel(EmbeddingSpace space, int dimension, Set<ModelFingerprint> accepted) {

    public RankerModel {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension: " + dimension + " (expected: > 0)");
        }
        accepted = Set.copyOf(accepted);
    }

    /** Takes whatever encoder is current in the space. */
    public static RankerModel trainedWith(EmbeddingSpace space, int dimension) {
        return new RankerModel(space, dimension, Set.of());
    }
}
