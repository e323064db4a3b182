package io.mixline.ranker;

import io.mixline.client.StalenessRule;
import io.mixline.schemas.ItemId;
import java.util.List;
import java.util.Map;

/**
 * A query and its candidates.
 *
 * @param query what fills the slots of the query's template
 * @param candidates in the order of the result; an item may stand there more than once
 */
public record ScoreRequest(Map<String, String> query, List<Candidate> candidates, StalenessRule staleness) {

    public ScoreRequest {
        query = Map.copyOf(query);
        candidates = List.copyOf(candidates);
    }

    /** For a template with the one slot {@code {query}}; nothing is stale, and no item brings a text. */
    public static ScoreRequest of(String query, List<ItemId> itemIds) {
        return new ScoreRequest(
                Map.of("query", query), itemIds.stream().map(Candidate::of).toList(), StalenessRule.none());
    }

    public ScoreRequest withCandidates(List<Candidate> changed) {
        return new ScoreRequest(query, changed, staleness);
    }

    public ScoreRequest withStaleness(StalenessRule changed) {
        return new ScoreRequest(query, candidates, changed);
    }
}
