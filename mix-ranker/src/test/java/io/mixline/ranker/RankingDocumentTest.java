package io.mixline.ranker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.ranker.example.JobRanker;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java of docs/ranking.md is {@link JobRanker}, from its imports on, so it compiles and runs. */
class RankingDocumentTest {

    private static final Path SOURCE =
            Path.of("src", "test", "java", "io", "mixline", "ranker", "example", "JobRanker.java");

    @Test
    void the_snippet_runs() {
        EmbeddingShape shape = new EmbeddingShape(1, 1024, EmbeddingDtype.FLOAT16);
        MemoryReader cache = new MemoryReader(shape, new EmbeddingSpace("job-ranker-k1"))
                .hit("posting-1", "Nurse, Bern", new byte[shape.bytes()]);

        try (ScoreServer server = new ScoreServer(1024)) {
            List<ItemScore> scores = new JobRanker(cache, server.uri(), Duration.ofMinutes(5))
                    .rank(
                            "night shift",
                            List.of(
                                    Candidate.of(new ItemId("posting-1")),
                                    Candidate.of(new ItemId("posting-2")),
                                    new Candidate(new ItemId("posting-3"), "Cook, Bern")));

            assertThat(scores)
                    .extracting(ItemScore::presentation)
                    .containsExactly(Presentation.TOKENS, Presentation.SKIPPED, Presentation.CALLER_TEXT);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void the_document_has_the_snippet() throws IOException {
        String source = Files.readString(SOURCE);
        assertThat(Files.readString(Path.of("..", "docs", "ranking.md")))
                .contains("```java\n" + source.substring(source.indexOf("import ")) + "```");
    }
}
