package io.mixline.ranker;

import io.mixline.client.ItemStatus;
import io.mixline.schemas.ItemId;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What came of a candidate.
 *
 * @param status what the cache had of it
 * @param score of the first label, or the floor; empty for what was skipped
 * @param labelScores of every label, in their order; empty for what was not sent
 */
public record ItemScore(
        ItemId itemId, ItemStatus status, Presentation presentation, OptionalDouble score, List<Double> labelScores) {

    public ItemScore {
        labelScores = List.copyOf(labelScores);
        if (score.isPresent() == (presentation == Presentation.SKIPPED)
                || labelScores.isEmpty() == presentation.isSent()) {
            throw new IllegalArgumentException("score: " + score + " of " + labelScores + " (expected: what "
                    + presentation + " has), item " + itemId);
        }
    }
}
