package io.mixline.client.protocol;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRows;
import io.mixline.client.ReadExtra;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import java.time.Instant;
import java.util.Set;

/**
 * What a host answers a read with.
 *
 * @param itemShape of one row
 * @param rows one for each id asked for
 * @param tokens of all rows
 * @param extras that the request asked for
 * @param answeredAt by the host's clock
 * @param tokensShared whether the tokens are in memory that the caller shares: then they are not sent
 */
public record ReadAnswer(
        EmbeddingModel model,
        EmbeddingShape itemShape,
        EmbeddingRows rows,
        TokenSource tokens,
        Set<ReadExtra> extras,
        Instant answeredAt,
        boolean tokensShared)
        implements AutoCloseable {

    public ReadAnswer {
        extras = Set.copyOf(extras);
    }

    public static ReadAnswer of(EmbeddingBatch batch, Set<ReadExtra> extras, Instant answeredAt, boolean tokensShared) {
        return new ReadAnswer(
                batch.model(),
                batch.itemShape(),
                batch.rows(),
                TokenSource.of(batch.tokens()),
                extras,
                answeredAt,
                tokensShared);
    }

    /** Once it was sent, or will not be. */
    @Override
    public void close() {
        tokens.close();
    }

    /** Of the tokens of all rows. */
    public int tokenBytes() {
        return Math.toIntExact(EmbeddingBatch.bytes(itemShape, rows.size()));
    }
}
