package io.mixline.schemas;

/** What stands in an embeddings topic. */
public sealed interface EmbeddingsRecord permits ItemEmbedding, EpochStart {

    /**
     * The run of the job that wrote it. In a partition, what follows a record of a newer epoch does not count: an older
     * run had not noticed yet that it was replaced.
     */
    long writerEpoch();
}
