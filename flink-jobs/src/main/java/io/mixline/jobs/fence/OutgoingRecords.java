package io.mixline.jobs.fence;

import io.mixline.jobs.encode.EncodedChange;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.codec.BackfillChangeCodec;
import io.mixline.schemas.codec.ItemEmbeddingCodec;

/** Makes what the fence sends to Kafka. */
final class OutgoingRecords {

    private final ItemEmbeddingCodec embeddings;
    private final BackfillChangeCodec backfill;
    private final EmbeddingModel model;
    private final long writerEpoch;

    OutgoingRecords(
            ItemEmbeddingCodec embeddings, BackfillChangeCodec backfill, EmbeddingModel model, long writerEpoch) {
        this.embeddings = embeddings;
        this.backfill = backfill;
        this.model = model;
        this.writerEpoch = writerEpoch;
    }

    /** Tokens, or a tombstone for a DELETE. */
    OutgoingRecord embedding(EncodedChange encoded) {
        ItemChange change = encoded.gated().change();
        Provenance provenance = new Provenance(
                change.origin().lane(),
                writerEpoch,
                change.changedAt(),
                encoded.encodedAt(),
                change.source().position());
        ItemEmbedding embedding = new ItemEmbedding(change.itemId(), change.order(), model, encoded.text(), provenance);
        return OutgoingRecord.of(change.itemId(), embeddings.encode(embedding), encoded.encodedAt());
    }

    /** A change that goes back to be encoded whatever was seen before. */
    OutgoingRecord returned(EncodedChange encoded) {
        ItemChange change = encoded.gated().change();
        byte[] value = backfill.encode(
                change.source(), ChangeOrigin.forcedReencode(), change.order().reencode());
        return OutgoingRecord.of(change.itemId(), value, encoded.encodedAt());
    }
}
