package io.mixline.jobs.fence;

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
final class TopicCatchUp implements AutoCloseable {

    private final EmbeddingsTail.Reader tail;
    private final ListState<TopicEnd> endState;
    private final ListState<WrittenRecord> pendingState;
    private final Map<String, WrittenRecord> pending = new HashMap<>();

    private TopicCatchUp(EmbeddingsTail.Reader tail, OperatorStateStore store) throws Exception {
        this.tail = tail;
        // Union lists: after a change of parallelism each subtask picks its own items out of all.
        this.endState =
                store.getUnionListState(new ListStateDescriptor<>("topic-ends", TypeInformation.of(TopicEnd.class)));
        this.pendingState = store.getUnionListState(
                new ListStateDescriptor<>("topic-pending", TypeInformation.of(WrittenRecord.class)));
    }

    /**
     * Reads on from where the restored checkpoint saw the topic end; from the beginning where there is none.
     *
     * @param isOwn whether an item is one of this subtask's
     */
    static TopicCatchUp open(EmbeddingsTail tail, OperatorStateStore store, Predicate<String> isOwn) throws Exception {
        TopicCatchUp opened = new TopicCatchUp(tail.open(), store);
        for (WrittenRecord record : opened.pendingState.get()) {
            opened.keep(record, isOwn);
        }
        Map<Integer, Long> from = new HashMap<>();
        for (TopicEnd end : opened.endState.get()) {
            from.merge(end.partition(), end.offset(), Math::min); // each subtask noted its own
        }
        opened.tail.read(from, record -> opened.keep(record, isOwn));
        return opened;
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
        endState.update(tail.ends().entrySet().stream()
                .map(end -> new TopicEnd(end.getKey(), end.getValue()))
                .toList());
        pendingState.update(List.copyOf(pending.values()));
    }

    @Override
    public void close() {
        tail.close();
    }
}
