package io.mixline.client.protocol;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadExtra;
import java.time.Instant;
import java.util.Set;

/**
 * What a host answers a read with.
 *
 * @param extras that the request asked for
 * @param answeredAt by the host's clock
 * @param tokensShared whether the tokens are in memory that the caller shares: then they are not sent
 */
public record ReadAnswer(EmbeddingBatch batch, Set<ReadExtra> extras, Instant answeredAt, boolean tokensShared) {

    public ReadAnswer {
        extras = Set.copyOf(extras);
    }
}
