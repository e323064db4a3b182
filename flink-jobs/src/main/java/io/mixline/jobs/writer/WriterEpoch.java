package io.mixline.jobs.writer;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.WriterClaim.ClaimedTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * A run's place among the writers of its topic: claimed when it starts, looked after at each checkpoint. Once a newer run
 * has claimed the topic this one ends for good, for two writers would each undo what the other knows.
 */
public final class WriterEpoch implements AutoCloseable {

    private final EmbeddingsTopic.Session topic;
    private final WriterClaims.Session claims;
    private final WriterTopics topics;
    private final EmbeddingModel model;
    private final RunStart start;
    private final ListState<RunMarker> state;
    private final Map<String, String> topicIds;
    private final long restored;
    private long value;

    private WriterEpoch(
            WriterTopics topics,
            EmbeddingsTopic.Session topic,
            WriterClaims.Session claims,
            EmbeddingModel model,
            RunStart start,
            ListState<RunMarker> state)
            throws Exception {
        this.topics = topics;
        this.topic = topic;
        this.claims = claims;
        this.model = model;
        this.start = start;
        this.state = state;
        this.topicIds = topic.topicIds();
        long epoch = 0;
        for (RunMarker marker : state.get()) {
            epoch = Math.max(epoch, marker.writerEpoch());
        }
        this.restored = epoch;
    }

    /** The state that tells of the run that saved it. */
    public static ListState<RunMarker> markers(OperatorStateStore store) throws Exception {
        // A union list: after a change of parallelism a new subtask, too, sees what the others had.
        return store.getUnionListState(new ListStateDescriptor<>("run", TypeInformation.of(RunMarker.class)));
    }

    /**
     * The epoch of this run, which now stands in every partition of the topic.
     *
     * @throws SuppressRestartsException where the run must not start, with a {@link StartRefusedException}
     */
    public static WriterEpoch begin(
            WriterTopics topics, EmbeddingModel model, RuntimeContext context, OperatorStateStore store)
            throws Exception {
        EmbeddingsTopic.Session topic = topics.embeddings().open();
        try {
            WriterClaims.Session claims = topics.claims().open(topic.name());
            try {
                WriterEpoch epoch = new WriterEpoch(topics, topic, claims, model, RunStart.of(context), markers(store));
                epoch.guard();
                epoch.raiseOver(0);
                return epoch;
            } catch (Exception e) {
                claims.close(); // or each restart while Kafka is away would leave its clients behind
                throw e;
            }
        } catch (Exception e) {
            topic.close();
            throw e;
        }
    }

    /** The topic, for as long as this is open. */
    public EmbeddingsTopic.Session topic() {
        return topic;
    }

    public long value() {
        return value;
    }

    /** The epoch of the run that took the checkpoint; 0 without one. */
    public long restored() {
        return restored;
    }

    /** Claims an epoch above one that the topic holds and the control topic does not know, and shows it in the topic. */
    public void raiseOver(long seen) {
        value = claim(Math.max(seen, restored));
        topic.begin(new EpochStart(value, start.run().id(), topics.clock().instant()));
    }

    /** To be called with each checkpoint. */
    public void snapshot() throws Exception {
        WriterClaim newest = new ClaimHistory(claims.all()).newest().orElseThrow();
        if (newest.writerEpoch() > value) {
            throw replaced(newest);
        }
        List<RunMarker> markers = new ArrayList<>();
        topicIds.forEach((name, id) -> markers.add(new RunMarker(value, name, id)));
        state.update(markers);
    }

    private void guard() throws Exception {
        StartGuard guard = new StartGuard(model, new ClaimHistory(claims.all()));
        Map<String, String> known = new HashMap<>();
        for (RunMarker marker : state.get()) {
            known.put(marker.topic(), marker.topicId());
        }
        List<String> problems = restored == 0
                ? guard.withoutState(start, topic.name(), topic::holdsEmbeddings)
                : guard.withState(known, topicIds, topic.name());
        if (!problems.isEmpty()) {
            throw refused(problems);
        }
    }

    /** Another run may claim at the same time: of both the first is taken, and the other tries the next. */
    private long claim(long floor) {
        while (true) {
            ClaimHistory history = new ClaimHistory(claims.all());
            long mine = history.of(start.run()).map(WriterClaim::writerEpoch).orElse(0L);
            if (mine > 0 && history.newestEpoch() > mine) {
                throw replaced(history.newest().orElseThrow());
            }
            if (mine > floor) {
                return mine;
            }
            claims.append(new WriterClaim(
                    new ClaimedTopic(topic.name(), String.valueOf(topicIds.get(topic.name()))),
                    Math.max(history.newestEpoch(), floor) + 1,
                    start.run(),
                    model,
                    topics.clock().instant()));
        }
    }

    private SuppressRestartsException replaced(WriterClaim newest) {
        return refused(List.of(
                "writer of topic " + topic.name() + ": run " + newest.run().id() + " of job "
                        + newest.run().job() + " since " + newest.claimedAt() + ", epoch " + newest.writerEpoch()
                        + " (expected: this run, epoch " + value + "; two jobs write one topic: stop one of them)"));
    }

    private static SuppressRestartsException refused(List<String> problems) {
        return new SuppressRestartsException(new StartRefusedException(problems));
    }

    @Override
    public void close() {
        try (EmbeddingsTopic.Session ignoredTopic = topic;
                WriterClaims.Session ignoredClaims = claims) {
            return;
        }
    }
}
