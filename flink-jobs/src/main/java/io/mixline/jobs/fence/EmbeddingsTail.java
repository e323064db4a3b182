package io.mixline.jobs.fence;

import java.io.Serializable;
import java.util.Map;
import java.util.function.Consumer;

/** The end of the embeddings topic, for the fence to read what it wrote itself after its last checkpoint. */
@FunctionalInterface
public interface EmbeddingsTail extends Serializable {

    Reader open();

    /** For one thread. */
    interface Reader extends AutoCloseable {

        /** Where each partition ends now. */
        Map<Integer, Long> ends();

        /**
         * Reads from these offsets, or the beginning where there is none, to where the topic ends now; the records of a
         * partition in order.
         */
        void read(Map<Integer, Long> from, Consumer<WrittenRecord> records);

        @Override
        void close();
    }
}
