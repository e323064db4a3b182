package io.mixline.cache;

import io.mixline.schemas.ModelFingerprint;
import java.util.List;

/**
 * What a host holds of the embeddings topics: per model and item the newest embedding or its tombstone, and how far each
 * topic was applied.
 *
 * <p>Snapshots are taken by any thread at any time. Many threads may {@link #apply}, but each item, and each partition's
 * position, by one of them at a time.
 */
public interface EmbeddingCache extends AutoCloseable {

    /**
     * Applies changes in their order, and the positions up to which their topics are applied by them, in one atomic step:
     * after a crash all of it is there, or nothing.
     *
     * @return what became of each change, in the order of the changes
     * @throws CacheException FATAL where the store cannot take it, NO_SPACE while the disk is full; then nothing of it is
     *     applied
     */
    List<ApplyOutcome> apply(CacheWrite write);

    /**
     * Forgets in one atomic step what came from a topic: each model that has items from it, and the positions of every
     * topic that such a model has items from. Snapshots that are open keep what they have.
     *
     * @return the models that are forgotten
     * @throws CacheException as {@link #apply}; then nothing is forgotten
     */
    List<CachedModel> discard(String topic);

    /**
     * Everything as of now, untouched by what is applied later. The caller closes it soon: it holds on to old data.
     *
     * @throws CacheException CLOSED once {@link #close} was called
     */
    CacheSnapshot snapshot();

    /**
     * All models that were seen, the first one first.
     *
     * @throws CacheException CLOSED once {@link #close} was called
     */
    default List<CachedModel> models() {
        try (CacheSnapshot now = snapshot()) {
            return now.models();
        }
    }

    /**
     * Packs a read whose open items are all known in memory, the missing ones too, and which is small enough: it takes well
     * below a millisecond and waits for nobody, so that a thread with other work may ask.
     *
     * @return false where it does not; then what was packed is worth nothing
     */
    default boolean readFromMemory(ModelFingerprint model, PackedRead read) {
        return false;
    }

    /** Refuses new snapshots, waits for those that are open, then lets go of the store. Idempotent. */
    @Override
    void close();
}
