package io.mixline.cli.demo.promise;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a cache must answer for each item that was published. */
final class CacheChecks {

    private static final int CANDIDATES = 250;

    private final ExpectedItems expected;
    private final TopicContents topic;
    private final EmbeddingSpace space;

    CacheChecks(ExpectedItems expected, TopicContents topic, EmbeddingSpace space) {
        this.expected = expected;
        this.topic = topic;
        this.space = space;
    }

    /** Live items are hits, with the tokens of their newest text; items that never had a text are misses. */
    List<String> live(EmbeddingReader cache) {
        List<ItemId> ids = expected.all().stream()
                .filter(id -> !expected.item(id).isDeleted())
                .toList();
        return check(cache, ids, this::live);
    }

    /** Deleted items are known as deleted, at the version that deleted them. */
    List<String> deleted(EmbeddingReader cache) {
        return check(
                cache,
                expected.deleted(),
                (row, tokens) -> row.status() == ItemStatus.DELETED
                        && expected.highest(row.itemId()).version().equals(row.version()));
    }

    /** Of these, the items that read as they must. */
    List<ItemId> right(EmbeddingReader cache, List<ItemId> ids) {
        List<ItemId> right = new ArrayList<>();
        for (List<ItemId> chunk : chunks(ids)) {
            EmbeddingBatch batch = cache.read(ReadRequest.current(space, chunk));
            for (int item = 0; item < chunk.size(); item++) {
                if (live(batch.row(item), batch.tokens(item))) {
                    right.add(chunk.get(item));
                }
            }
        }
        return right;
    }

    private boolean live(EmbeddingRow row, ByteBuffer tokens) {
        ExpectedItems.Item item = expected.item(row.itemId());
        if (item.text() == null) {
            return row.status() == ItemStatus.MISS;
        }
        if (row.status() != ItemStatus.HIT) {
            return false;
        }
        long version = Objects.requireNonNull(row.version()).value();
        for (ItemEmbedding written : topic.embeddings(row.itemId(), version)) {
            var text = Objects.requireNonNull(written.text());
            boolean published = text.fingerprint().equals(item.textOf(written.order()));
            if (published
                    && text.fingerprint().equals(item.text())
                    && ByteBuffer.wrap(text.tokens().bytes()).equals(tokens)) {
                return true;
            }
        }
        return false;
    }

    private List<String> check(EmbeddingReader cache, List<ItemId> ids, RowCheck check) {
        List<String> wrong = new ArrayList<>();
        for (List<ItemId> chunk : chunks(ids)) {
            EmbeddingBatch batch = cache.read(ReadRequest.current(space, chunk));
            for (int item = 0; item < chunk.size(); item++) {
                if (!check.holds(batch.row(item), batch.tokens(item))) {
                    wrong.add(chunk.get(item) + " reads as " + words(batch.row(item))
                            + " (expected: the state of version " + expected.highest(chunk.get(item)) + ")");
                }
            }
        }
        return wrong;
    }

    private static String words(EmbeddingRow row) {
        return row.status() + (row.version() == null ? "" : " of version " + row.version());
    }

    private static List<List<ItemId>> chunks(List<ItemId> ids) {
        List<List<ItemId>> chunks = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += CANDIDATES) {
            chunks.add(ids.subList(from, Math.min(ids.size(), from + CANDIDATES)));
        }
        return chunks;
    }

    /** What one row must be. */
    @FunctionalInterface
    private interface RowCheck {
        boolean holds(EmbeddingRow row, ByteBuffer tokens);
    }
}
