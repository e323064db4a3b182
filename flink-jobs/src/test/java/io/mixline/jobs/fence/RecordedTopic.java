package io.mixline.jobs.fence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A topic of one partition, in memory. */
final class RecordedTopic {

    private final List<WrittenRecord> records = new ArrayList<>();

    void append(WrittenRecord record) {
        records.add(record);
    }

    EmbeddingsTail tail() {
        return () -> new EmbeddingsTail.Reader() {
            @Override
            public Map<Integer, Long> ends() {
                return Map.of(0, (long) records.size());
            }

            @Override
            public void read(Map<Integer, Long> from, Consumer<WrittenRecord> consumer) {
                records.subList(Math.toIntExact(from.getOrDefault(0, 0L)), records.size())
                        .forEach(consumer);
            }

            @Override
            public void close() {}
        };
    }
}
