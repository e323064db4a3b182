package io.mixline.jobs.fence;

import io.mixline.jobs.writer.EmbeddingsTopic;
import io.mixline.jobs.writer.EmbeddingsTopic.Records;
import io.mixline.jobs.writer.EmbeddingsTopic.TopicRead;
import io.mixline.jobs.writer.WriterEpoch;
import io.mixline.schemas.ItemEmbedding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * What the topic holds and the fence's checkpoint does not: a job that falls back to a checkpoint has written more than
 * its state knows. Without it, a mark could be taken for tokens that the other lane had already replaced before the
 * fall, and an older record could follow a newer one.
 *
 * <p>With each checkpoint it notes where the topic ends; after a restore it reads from there on. It holds one small record
 * for each item that was written in between and has not come by since.
 */
final class TopicCatchUp {

    private final EmbeddingsTopic.Session topic;
    private final ListState<TopicEnd> endState;
    private final ListState<WrittenRecord> pendingState;
    private final Map<String, WrittenRecord> pending = new HashMap<>();

    private TopicCatchUp(EmbeddingsTopic.Session topic, OperatorStateStore store) throws Exception {
        this.topic = topic;
        // Union lists: after a change of parallelism each subtask picks its own items out of all.
        this.endState = ends(store);
        this.pendingState = store.getUnionListState(
                new ListStateDescriptor<>("topic-pending", TypeInformation.of(WrittenRecord.class)));
    }

    static ListState<TopicEnd> ends(OperatorStateStore store) throws Exception {
        return store.getUnionListState(new ListStateDescriptor<>("topic-ends", TypeInformation.of(TopicEnd.class)));
    }

    /**
     * Reads on from where the restored checkpoint saw the topic end; from the beginning where there is none.
     *
     * @param epoch of this run, raised over what the topic holds
     * @param isOwn whether an item is one of this subtask's
     */
    static TopicCatchUp open(WriterEpoch epoch, OperatorStateStore store, Predicate<String> isOwn) throws Exception {
        TopicCatchUp opened = new TopicCatchUp(epoch.topic(), store);
        for (WrittenRecord record : opened.pendingState.get()) {
            opened.keep(record, isOwn);
        }
        Map<Integer, Long> from = new HashMap<>();
        for (TopicEnd end : opened.endState.get()) {
            from.merge(end.partition(), end.offset(), Math::min); // each subtask noted its own
        }
        TopicRead read = new TopicRead(from, epoch.restored());
        long seen = opened.read(read, isOwn);
        while (seen > epoch.value()) { // the control topic was lost, and counted from 1 again
            epoch.raiseOver(seen);
            seen = opened.read(read, isOwn);
        }
        return opened;
    }

    private long read(TopicRead from, Predicate<String> isOwn) {
        return topic.read(from, new Records() {
            @Override
            public void written(ItemEmbedding embedding) {
                keep(WrittenRecord.of(embedding), isOwn);
            }

            @Override
            public void replaced(ItemEmbedding embedding) {
                keep(
                        WrittenRecord.hidden(
                                embedding.itemId(),
                                pending.get(embedding.itemId().value())),
                        isOwn);
            }
        });
    }

    private void keep(WrittenRecord record, Predicate<String> isOwn) {
        if (isOwn.test(record.itemId())) {
            pending.put(record.itemId(), record);
        }
    }

    /** What the topic holds of an item beyond its entry; null where there is nothing, or it was taken before. */
    @Nullable
    WrittenRecord take(String itemId) {
        return pending.isEmpty() ? null : pending.remove(itemId);
    }

    /** To be called before anything is written that the checkpoint does not hold. */
    void snapshot() throws Exception {
        endState.update(topic.ends().entrySet().stream()
                .map(end -> new TopicEnd(end.getKey(), end.getValue()))
                .toList());
        pendingState.update(List.copyOf(pending.values()));
    }
}
