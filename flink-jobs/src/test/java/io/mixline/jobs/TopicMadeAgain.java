package io.mixline.jobs;

import io.mixline.jobs.writer.EmbeddingsTopic;
import io.mixline.schemas.EpochStart;
import java.util.Map;

/** An embeddings topic that says nothing of ids and of what it held before: it stands for one that is lost. */
record TopicMadeAgain(EmbeddingsTopic now) implements EmbeddingsTopic {

    @Override
    public Session open() {
        Session session = now.open();
        return new Session() {
            @Override
            public String name() {
                return session.name();
            }

            @Override
            public Map<String, String> topicIds() {
                return Map.of();
            }

            @Override
            public boolean holdsEmbeddings() {
                return session.holdsEmbeddings();
            }

            @Override
            public void begin(EpochStart start) {
                session.begin(start);
            }

            @Override
            public Map<Integer, Long> ends() {
                return session.ends();
            }

            @Override
            public long read(TopicRead from, Records records) {
                return from.epoch();
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }
}
