package io.mixline.jobs.config;

import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.codec.BackfillChangeCodec;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import java.io.Serializable;

/** What the job's records look like, by the mapping of the source and the framing of each topic. */
public record RecordFormats(SourceMappingText mapping, JobTopics topics) implements Serializable {

    /** Of the source's records. */
    public ItemChangeCodec changes() {
        return new ItemChangeCodec(mapping.parse(), topics.framing().reading());
    }

    /** Of the backfill topic, around records of the source. */
    public BackfillChangeCodec backfill() {
        return new BackfillChangeCodec(changes(), topics.framing().of(OwnTopic.BACKFILL, topics.backfill()));
    }

    public ItemEmbeddingCodec embeddings(ModelVersion model) {
        return new ItemEmbeddingCodec(topics.framing().of(OwnTopic.EMBEDDINGS, model.embeddingsTopic()));
    }
}
