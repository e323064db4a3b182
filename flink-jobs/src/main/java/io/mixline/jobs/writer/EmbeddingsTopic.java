package io.mixline.jobs.writer;

import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemEmbedding;
import java.io.Serializable;
import java.util.Map;

/** The topic that the job writes its embeddings to, beside the sink that writes them. */
@FunctionalInterface
public interface EmbeddingsTopic extends Serializable {

    Session open();

    /** For one thread. */
    interface Session extends AutoCloseable {

        String name();

        /** The ids, which do not come back as names do, of this topic and of those that the job reads, by their names. */
        Map<String, String> topicIds();

        /** Whether there is any embedding or tombstone in it. */
        boolean holdsEmbeddings();

        /** Appends this to every partition, and returns when it stands there. */
        void begin(EpochStart start);

        /** Where each partition ends now. */
        Map<Integer, Long> ends();

        /**
         * Reads from these offsets, or the beginning where there is none, to where the topic ends now; the records of a
         * partition in order.
         *
         * @return the newest epoch seen
         */
        long read(TopicRead from, Records records);

        @Override
        void close();
    }

    /** Who is told what stands in the topic. */
    interface Records {

        void written(ItemEmbedding embedding);

        /** A run that was replaced appended it. It does not count, and compaction may have kept it in place of one that does. */
        void replaced(ItemEmbedding embedding);
    }

    /**
     * From where to read.
     *
     * @param offsets by partition
     * @param epoch that had begun there; 0 for the beginning
     */
    record TopicRead(Map<Integer, Long> offsets, long epoch) {}
}
