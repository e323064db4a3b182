package io.mixline.cache.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.server.example.CandidateTokens;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReusedTokenMemory;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java of docs/reading.md is {@link CandidateTokens}, from its imports on, so it compiles and reads. */
class ReadingDocumentIT {

    private static final Path SOURCE =
            Path.of("src", "test", "java", "io", "mixline", "cache", "server", "example", "CandidateTokens.java");

    @Test
    void the_snippet_reads_from_a_host() {
        EmbeddingShape shape = new EmbeddingShape(4, 384, EmbeddingDtype.FLOAT16);
        try (EmbeddingCache cache = new HeapEmbeddingCache()) {
            new SampleItems(shape).fill(cache, 10);
            try (ServedReader served = ServedReader.over(new LocalEmbeddingReader(cache, new StillProgress()), cache);
                    CandidateTokens tokens =
                            new CandidateTokens(served.address().toString(), "sample", Duration.ofSeconds(30))) {
                EmbeddingBatch batch = tokens.read(List.of("item-1", "item-7", "item-99"), new ReusedTokenMemory());

                assertThat(batch.rows())
                        .extracting(row -> row.status())
                        .containsExactly(ItemStatus.HIT, ItemStatus.DELETED, ItemStatus.MISS);
                assertThat(batch.tokens().remaining()).isEqualTo(3 * shape.bytes());
            }
        }
    }

    @Test
    void the_document_has_the_snippet() throws IOException {
        String source = Files.readString(SOURCE);
        assertThat(Files.readString(Path.of("..", "docs", "reading.md")))
                .contains("```java\n" + source.substring(source.indexOf("import ")) + "```");
    }
}
