package io.mixline.ranker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.client.EmbeddingReader;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The snippet of docs/ranking.md is the code that stands here, so it compiles and runs. */
class RankingDocumentTest {

    private static final Path SOURCE =
            Path.of("src", "test", "java", "io", "mixline", "ranker", "RankingDocumentTest.java");

    // docs/ranking.md
    MixRanker ranker(EmbeddingReader cache, URI sglang, Duration deadline) { // http://ranker:30000/v1/score
        PromptFormat prompts = new PromptFormat(
                new Placeholder("<|embed|>", 151669),
                Set.of("<|im_start|>", "<|im_end|>"),
                PromptTemplate.parse("<|im_start|>user\nIs this job what \"{query}\" asks for?\n"),
                PromptTemplate.parse("{tokens} {shortText}<|im_end|>\n<|im_start|>assistant\n"),
                PromptTemplate.parse("{text}<|im_end|>\n<|im_start|>assistant\n"));
        return new MixRanker(
                cache,
                new RankerSettings(
                        ScoreEndpoint.at(sglang, "job-ranker")
                                .withLimits(RequestLimits.defaults().withDeadline(deadline)),
                        RankerModel.trainedWith(new EmbeddingSpace("job-ranker-k1"), 1024),
                        new LabelTokens(List.of(9454, 2753), LabelTokens.Scale.SOFTMAX), // Yes and No
                        prompts,
                        ItemFallbacks.strict()));
    }

    List<ItemScore> rank(MixRanker ranker, String query, List<ItemId> candidates) {
        return ranker.score(ScoreRequest.of(query, candidates));
    }
    // end

    @Test
    void the_snippet_runs() {
        EmbeddingShape shape = new EmbeddingShape(1, 1024, EmbeddingDtype.FLOAT16);
        MemoryReader cache = new MemoryReader(shape, new EmbeddingSpace("job-ranker-k1"))
                .hit("posting-1", "Nurse, Bern", new byte[shape.bytes()]);

        try (ScoreServer server = new ScoreServer(1024)) {
            List<ItemScore> scores = rank(
                    ranker(cache, server.uri(), Duration.ofMinutes(5)),
                    "night shift",
                    List.of(new ItemId("posting-1"), new ItemId("posting-2")));

            assertThat(scores)
                    .extracting(ItemScore::presentation)
                    .containsExactly(Presentation.TOKENS, Presentation.SKIPPED);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void the_document_has_the_snippet() throws IOException {
        String source = Files.readString(SOURCE);
        String snippet = source.substring(
                        source.indexOf("    // docs/ranking.md\n") + 23, source.indexOf("    // end\n"))
                .stripTrailing()
                .stripIndent();
        assertThat(Files.readString(Path.of("..", "docs", "ranking.md"))).contains("```java\n" + snippet + "\n```");
    }
}
