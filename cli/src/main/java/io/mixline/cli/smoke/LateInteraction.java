package io.mixline.cli.smoke;

/**
 * MaxSim: for each query token its best cosine among the item's tokens, and the mean of these over the query's tokens. From
 * ColBERT (arXiv 2004.12832, section 3.3, there a sum). It shows that the cached tokens mean something; the ranker that
 * they are made for reads them inside its prompt.
 */
public final class LateInteraction {

    private LateInteraction() {}

    public static float maxSim(TokenMatrix query, TokenMatrix item) {
        if (query.dimension() != item.dimension()) {
            throw new IllegalArgumentException(
                    "dimension: " + query.dimension() + " (expected: " + item.dimension() + ", as the item's tokens)");
        }
        float sum = 0;
        for (int queryToken = 0; queryToken < query.tokens(); queryToken++) {
            float best = -1;
            for (int itemToken = 0; itemToken < item.tokens(); itemToken++) {
                best = Math.max(best, query.cosine(queryToken, item, itemToken));
            }
            sum += best;
        }
        return sum / query.tokens();
    }

    /** The lowest cosine between tokens at the same place: 1 where two encodings of one text are the same. */
    public static float lowestCosine(TokenMatrix one, TokenMatrix other) {
        float lowest = 1;
        for (int token = 0; token < one.tokens(); token++) {
            lowest = Math.min(lowest, one.cosine(token, other, token));
        }
        return lowest;
    }
}
