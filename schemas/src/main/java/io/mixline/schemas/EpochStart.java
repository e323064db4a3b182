package io.mixline.schemas;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The first record of a run of the writing job in each partition of its embeddings topic. Compaction keeps it for ever,
 * so that whoever reads the topic later can tell what older runs appended after it.
 *
 * @param run tells this run of the job from every other
 */
public record EpochStart(long writerEpoch, String run, Instant startedAt) implements EmbeddingsRecord {

    /** No UTF-8, and so no item id, begins with this byte. */
    private static final byte KEY_MARK = (byte) 0xFF;

    private static final int KEY_BYTES = 1 + Long.BYTES;

    public EpochStart {
        if (writerEpoch < 1) {
            throw new IllegalArgumentException("writerEpoch: " + writerEpoch + " (expected: > 0)");
        }
    }

    /** The record's Kafka key: one of its own for each epoch. */
    public byte[] key() {
        return ByteBuffer.allocate(KEY_BYTES).put(KEY_MARK).putLong(writerEpoch).array();
    }

    /** Whether that is the Kafka key of an epoch start, and of no item. */
    public static boolean isKey(byte @Nullable [] key) {
        return key != null && key.length == KEY_BYTES && key[0] == KEY_MARK;
    }
}
