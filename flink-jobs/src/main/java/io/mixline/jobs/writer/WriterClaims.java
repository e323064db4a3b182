package io.mixline.jobs.writer;

import io.mixline.schemas.WriterClaim;
import java.io.Serializable;
import java.util.List;

/** Claims to be the writer of an embeddings topic, where all jobs see them: a log that forgets none. */
@FunctionalInterface
public interface WriterClaims extends Serializable {

    /** The claims to that embeddings topic. */
    Session open(String topic);

    /** For one thread. */
    interface Session extends AutoCloseable {

        /** All claims to the topic that stand there now, in their order. */
        List<WriterClaim> all();

        /** Returns when it stands there. */
        void append(WriterClaim claim);

        @Override
        void close();
    }
}
