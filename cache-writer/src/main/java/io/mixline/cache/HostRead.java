package io.mixline.cache;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRows;
import io.mixline.client.protocol.TokenSource;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A read of a host, to be sent: rows that are in memory stay where they are, and are copied while they are sent. To be closed
 * then. Used by one thread.
 */
public final class HostRead implements TokenSource {

    private final EmbeddingModel model;
    private final EmbeddingShape itemShape;
    private final EmbeddingRows rows;
    private final ByteBuffer packed;
    private final @Nullable RowsInPlace inPlace;

    HostRead(
            EmbeddingModel model,
            EmbeddingShape itemShape,
            EmbeddingRows rows,
            ByteBuffer packed,
            @Nullable RowsInPlace inPlace) {
        this.model = model;
        this.itemShape = itemShape;
        this.rows = rows;
        this.packed = packed;
        this.inPlace = inPlace;
    }

    /** With all rows packed. */
    static HostRead of(EmbeddingBatch batch) {
        return new HostRead(batch.model(), batch.itemShape(), batch.rows(), batch.tokens(), null);
    }

    public EmbeddingModel model() {
        return model;
    }

    /** Of one row. */
    public EmbeddingShape itemShape() {
        return itemShape;
    }

    public EmbeddingRows rows() {
        return rows;
    }

    @Override
    public void copy(int from, byte[] target, int at, int bytes) {
        if (inPlace == null) {
            packed.get(from, target, at, bytes);
            return;
        }
        int rowBytes = itemShape.bytes();
        for (int copied = 0; copied < bytes; ) {
            int item = (from + copied) / rowBytes;
            int inRow = from + copied - item * rowBytes;
            int now = Math.min(bytes - copied, rowBytes - inRow);
            if (inPlace.has(item)) {
                inPlace.copy(item, inRow, target, at + copied, now);
            } else {
                packed.get(from + copied, target, at + copied, now);
            }
            copied += now;
        }
    }

    @Override
    public void close() {
        if (inPlace != null) {
            inPlace.close();
        }
    }
}
