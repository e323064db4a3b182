package io.mixline.ranker.example;

import io.mixline.client.EmbeddingReader;
import io.mixline.client.StalenessRule;
import io.mixline.ranker.Candidate;
import io.mixline.ranker.ItemFallbacks;
import io.mixline.ranker.ItemScore;
import io.mixline.ranker.LabelTokens;
import io.mixline.ranker.MixRanker;
import io.mixline.ranker.Placeholder;
import io.mixline.ranker.PromptFormat;
import io.mixline.ranker.PromptTemplate;
import io.mixline.ranker.RankerModel;
import io.mixline.ranker.RankerSettings;
import io.mixline.ranker.RequestLimits;
import io.mixline.ranker.ScoreEndpoint;
import io.mixline.ranker.ScoreRequest;
import io.mixline.schemas.EmbeddingSpace;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ranks postings. Thread-safe; one for a service. */
public final class JobRanker {

    private static final PromptFormat PROMPTS = new PromptFormat(
            new Placeholder("<|embed|>", 151669), // an added token of the ranker's tokeniser, and its id
            Set.of("<|im_start|>", "<|im_end|>"),
            PromptTemplate.parse("<|im_start|>user\nIs this job what \"{query}\" asks for?\n"),
            PromptTemplate.parse("{tokens} {shortText}<|im_end|>\n<|im_start|>assistant\n"),
            PromptTemplate.parse("{text}<|im_end|>\n<|im_start|>assistant\n"));

    private final MixRanker ranker;

    /** @param sglang the server alone, such as http://ranker:30000 */
    public JobRanker(EmbeddingReader cache, URI sglang, Duration deadline) {
        ranker = new MixRanker(
                cache,
                new RankerSettings(
                        ScoreEndpoint.at(sglang, "job-ranker")
                                .withLimits(RequestLimits.defaults().withDeadline(deadline)),
                        RankerModel.trainedWith(new EmbeddingSpace("job-ranker-k1"), 1024),
                        new LabelTokens(List.of(9454, 2753), LabelTokens.Scale.SOFTMAX), // Yes and No
                        PROMPTS,
                        ItemFallbacks.strict()));
    }

    public List<ItemScore> rank(String query, List<Candidate> candidates) {
        return ranker.score(new ScoreRequest(Map.of("query", query), candidates, StalenessRule.none()));
    }
}
