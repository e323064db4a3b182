package io.mixline.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The README's reader snippet is the code that stands here, so it compiles and runs. */
class ReadmeSnippetTest {

    private static final Path SOURCE =
            Path.of("src", "test", "java", "io", "mixline", "cli", "documents", "ReadmeSnippetTest.java");

    private final List<String> ranked = new ArrayList<>();

    // README
    void rank(EmbeddingReader reader, List<ItemId> candidates) {
        EmbeddingSpace trainedWith = new EmbeddingSpace("minilm-l6-k4");
        EmbeddingBatch batch =
                reader.read(ReadRequest.current(trainedWith, candidates).with(ReadExtra.SHORT_TEXTS));
        for (EmbeddingRow row : batch.rows()) {
            switch (row.status()) {
                case HIT, STALE -> keep(row.itemId(), row.shortText());
                case MISS, DELETED -> drop(row.itemId());
            }
        }
        score(batch.tokens(), batch.itemShape()); // [items, tokens, dimension], one direct buffer
    }
    // end

    @Test
    void the_snippet_runs() {
        EmbeddingShape shape = new EmbeddingShape(4, 384, EmbeddingDtype.FLOAT16);
        EmbeddingReader empty = (request, memory) -> new EmbeddingBatch(
                new EmbeddingModel(request.space(), ModelFingerprint.fromHex("0".repeat(32))),
                shape,
                request.itemIds().stream().map(EmbeddingRow::miss).toList(),
                ByteBuffer.allocateDirect(shape.bytes() * request.itemIds().size()));
        rank(empty, List.of(new ItemId("posting-1"), new ItemId("posting-2")));
        assertThat(ranked).containsExactly("drop posting-1", "drop posting-2", "score 6144 bytes");
    }

    @Test
    void the_readme_has_the_snippet() throws IOException {
        String source = Files.readString(SOURCE);
        String snippet = source.substring(source.indexOf("    // README\n") + 14, source.indexOf("    // end\n"))
                .stripTrailing()
                .stripIndent();
        assertThat(Files.readString(Path.of("..", "README.md"))).contains("```java\n" + snippet + "\n```");
    }

    private void keep(ItemId itemId, @Nullable String shortText) {
        ranked.add("keep " + itemId + " " + shortText);
    }

    private void drop(ItemId itemId) {
        ranked.add("drop " + itemId);
    }

    private void score(ByteBuffer tokens, EmbeddingShape shape) {
        ranked.add("score " + tokens.remaining() + " bytes");
        assertThat(tokens.remaining() % shape.bytes()).isZero();
    }
}
