package io.mixline.cache.metrics;

import io.mixline.cache.ApplyOutcome;
import io.mixline.cache.RereadReason;
import io.mixline.cache.SnapshotFault;
import io.mixline.client.EmbeddingRows;
import io.mixline.client.ReadRefusedException;
import java.time.Duration;
import java.util.List;

/** What a cache tells of itself while it works. Implementations are thread-safe. */
public interface CacheMeter {

    /** Counts nothing. */
    CacheMeter NONE = new CacheMeter() {};

    default void applied(List<ApplyOutcome> outcomes, Duration took) {}

    /** Records of a topic that are no embeddings. */
    default void unreadable(int records) {}

    /** Records with which a run of the job began. */
    default void runStarts(int records) {}

    /** Records of a run of the job that another one had replaced. */
    default void replacedWriter(int records) {}

    /** What came from a topic was discarded. */
    default void reread(RereadReason reason) {}

    /** A LIVE change became readable, that long after the source made it. */
    default void fresh(Duration sinceChange) {}

    default void kafkaReachable(boolean reachable) {}

    default void read(EmbeddingRows rows, Duration took) {}

    default void refused(ReadRefusedException.Reason reason) {}

    /** A snapshot was published. */
    default void snapshotTaken(long bytes, Duration took) {}

    /** A snapshot was begun, and not published. */
    default void snapshotFailed() {}

    /** A snapshot was passed over when one to start from was looked for. */
    default void snapshotSkipped(SnapshotFault fault) {}
}
