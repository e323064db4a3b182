package io.mixline.ranker;

import java.util.List;
import java.util.Set;

/**
 * The tokens whose probability after the prompt is the score, such as those of Yes and No.
 *
 * @param ids in the ranker's vocabulary; the first one's score is the item's
 */
public record LabelTokens(List<Integer> ids, Scale scale) {

    /** What a label's score is. */
    public enum Scale {
        /** Its probability among the whole vocabulary. */
        PROBABILITY,
        /** Its probability among the labels: they add up to 1. */
        SOFTMAX
    }

    public LabelTokens {
        ids = List.copyOf(ids);
        if (ids.isEmpty() || Set.copyOf(ids).size() < ids.size() || ids.stream().anyMatch(id -> id < 0)) {
            throw new IllegalArgumentException(
                    "label token ids: " + ids + " (expected: at least one, >= 0, none twice)");
        }
    }
}
