package io.mixline.client;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A candidate list's embedding tokens, packed: shape [items, tokens, dimension], row-major, little endian, in the order
 * of the request. Rows of items without tokens are zero. All rows come from one model, and what is said of an item, tokens
 * included, from one moment of the cache.
 *
 * <p>Its memory is what the read was given: with {@link TokenMemory#FRESH} nobody writes it after construction, and it is
 * freed once neither the batch nor a buffer taken from it is reachable. Thread-safe.
 */
public final class EmbeddingBatch {

    private final EmbeddingModel model;
    private final EmbeddingShape itemShape;
    private final EmbeddingRows rows;
    private final ByteBuffer tokens;

    /**
     * @param itemShape what one row looks like
     * @param tokens all rows, from its position 0 to its capacity; handed over, the giver writes it no more
     */
    public EmbeddingBatch(EmbeddingModel model, EmbeddingShape itemShape, List<EmbeddingRow> rows, ByteBuffer tokens) {
        long expected = bytes(itemShape, rows.size());
        if (!tokens.isDirect() || tokens.capacity() != expected) {
            throw new IllegalArgumentException("tokens: " + tokens + " (expected: a direct buffer of " + expected
                    + " bytes for " + rows.size() + " items of " + itemShape + ")");
        }
        this.model = model;
        this.itemShape = itemShape;
        this.rows = EmbeddingRows.copyOf(rows);
        this.tokens = tokens.duplicate().clear().asReadOnlyBuffer();
    }

    /** Bytes of that many rows; more than one buffer can hold from 2 GiB on. */
    public static long bytes(EmbeddingShape itemShape, int items) {
        return (long) itemShape.bytes() * items;
    }

    /** The model that made every row. */
    public EmbeddingModel model() {
        return model;
    }

    /** What one row looks like. */
    public EmbeddingShape itemShape() {
        return itemShape;
    }

    public int size() {
        return rows.size();
    }

    /** One for each id asked for, in that order, duplicates included. */
    public EmbeddingRows rows() {
        return rows;
    }

    public EmbeddingRow row(int item) {
        return rows.get(item);
    }

    public ItemStatus status(int item) {
        return rows.status(item);
    }

    /** All rows: a new read-only view, direct and little endian, from position 0 to its limit. */
    public ByteBuffer tokens() {
        return tokens.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** One item's row, shape [tokens, dimension]: a new read-only view, direct and little endian. */
    public ByteBuffer tokens(int item) {
        int bytes = itemShape.bytes();
        return tokens.slice(Math.multiplyExact(item, bytes), bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String toString() {
        return "[" + rows.size() + ", " + itemShape.tokens() + ", " + itemShape.dimension() + "] " + itemShape.dtype()
                + " of " + model.space();
    }
}
