package io.mixline.cli.path;

import io.mixline.cache.topic.MemoryTopicHost;
import io.mixline.schemas.Lane;
import org.jspecify.annotations.Nullable;

/** One job, the run that it has replaced if there is one, and one host. */
final class PathWorld implements AutoCloseable {

    private final PathTopics topics;
    private final MemoryTopicHost host;
    private PathRun run;
    private PathRun.Checkpoint checkpoint;
    private @Nullable PathRun replaced;
    private long checkpoints;

    PathWorld(PathTopics topics) throws Exception {
        this.topics = topics;
        this.host = new MemoryTopicHost(topics.embeddings()::from, topics.embeddings()::end);
        this.run = PathRun.start(topics);
        this.checkpoint = run.checkpoint(checkpoints++);
    }

    MemoryTopicHost host() {
        return host;
    }

    void take(WholePathModelTest.Step step, int number) throws Exception {
        int partition = number % MemoryTopic.PARTITIONS;
        switch (step) {
            case LIVE_GATE -> run.gate(Lane.LIVE);
            case BACKFILL_GATE -> run.gate(Lane.BACKFILL);
            case LIVE_ENCODE -> run.encode(Lane.LIVE);
            case BACKFILL_ENCODE -> run.encode(Lane.BACKFILL);
            case CHECKPOINT -> checkpoint = run.checkpoint(checkpoints++);
            case CRASH -> {
                run.close();
                run = PathRun.restore(topics, checkpoint);
            }
            case REPLACE -> {
                closeReplaced();
                replaced = run;
                run = PathRun.restore(topics, checkpoint);
            }
            case REPLACED_GATE -> {
                if (replaced != null) {
                    replaced.gate(lane(number));
                }
            }
            case REPLACED_ENCODE -> {
                if (replaced != null) {
                    replaced.encode(lane(number));
                }
            }
            case COMPACT ->
                topics.embeddings().compact(partition, topics.embeddings().end(partition) - number % 7);
            case HOST_READ -> host.read(partition, 1 + number % 9);
            case HOST_ASK_ENDS -> host.askEnds();
            case HOST_RESTART -> host.restart();
        }
    }

    /** The replaced run, too, writes all it has: nobody has stopped it. */
    void drain() throws Exception {
        while (run.isBusy() || (replaced != null && replaced.isBusy())) {
            for (Lane lane : Lane.values()) {
                run.gate(lane);
                run.encode(lane);
                if (replaced != null) {
                    replaced.gate(lane);
                    replaced.encode(lane);
                }
            }
        }
    }

    /** The replaced run is gone for good, and the job goes on from its last checkpoint. */
    void settle() throws Exception {
        closeReplaced();
        replaced = null;
        run.close();
        run = PathRun.restore(topics, checkpoint);
    }

    private static Lane lane(int number) {
        return number % 2 == 0 ? Lane.LIVE : Lane.BACKFILL;
    }

    private void closeReplaced() throws Exception {
        if (replaced != null) {
            replaced.close();
        }
    }

    @Override
    public void close() throws Exception {
        run.close();
        closeReplaced();
        host.close();
    }
}
