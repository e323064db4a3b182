package io.mixline.benchmarks.path;

import io.mixline.client.EmbeddingReader;
import io.mixline.client.EmbeddingRow;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.schemas.ItemId;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Waits until a reader gives the newest version of every item. Only the items that changed last are read meanwhile, so
 * that looking costs little; once they are there, all are.
 */
final class NewestReadable {

    private static final int FIRST = 10;
    private static final int CHUNK = 250;
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long GIVE_UP_SECONDS = 1_800;

    private final EmbeddingReader reader;
    private final PublishedChanges published;

    NewestReadable(EmbeddingReader reader, PublishedChanges published) {
        this.reader = reader;
        this.published = published;
    }

    /**
     * The time at which the look began that found everything.
     *
     * @param memory sampled at each look
     */
    Timed await(Clock clock, int changes, ResidentMemory memory) throws IOException {
        while (true) {
            memory.sample();
            Timed now = clock.stop(changes);
            if (isAllThere()) {
                return now;
            }
            if (now.seconds() > GIVE_UP_SECONDS) {
                throw new IllegalStateException("not everything is readable after " + GIVE_UP_SECONDS + " s");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private boolean isAllThere() {
        int from = 0;
        int end = Math.min(FIRST, published.items());
        while (from < end && isThere(from, end)) {
            from = end;
            end = Math.min(from + CHUNK, published.items());
        }
        return from == published.items();
    }

    private boolean isThere(int from, int end) {
        List<ItemId> ids = IntStream.range(from, end)
                .map(published::byLastChange)
                .mapToObj(PublishedChanges::itemId)
                .toList();
        List<EmbeddingRow> rows;
        try {
            rows = reader.read(ReadRequest.current(PublishedChanges.SPACE, ids)).rows();
        } catch (ReadRefusedException e) {
            return false; // nothing of the space is there yet
        }
        return IntStream.range(from, end).allMatch(rank -> isNewest(rows.get(rank - from), rank));
    }

    private boolean isNewest(EmbeddingRow row, int rank) {
        return row.status() == ItemStatus.HIT
                && row.version() != null
                && row.version().value() == published.newest(published.byLastChange(rank));
    }
}
