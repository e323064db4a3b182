package io.mixline.cli;

import io.mixline.cli.postings.Posting;
import io.mixline.cli.postings.PostingChange;
import io.mixline.cli.publish.PostingPublisher;
import io.mixline.schemas.ItemId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes updates and deletes of a few items until it is told to end, and remembers the newest change of each. Each text
 * names its version.
 */
final class PostingStream implements AutoCloseable {

    private static final int ITEMS = 40;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final Map<ItemId, Sent> newest = new LinkedHashMap<>();
    private final AtomicLong taken = new AtomicLong();
    private final Random random = new Random(7);
    private final PostingPublisher publisher;
    private final CompletableFuture<Void> ended;
    private volatile boolean ending;

    private PostingStream(Map<String, String> kafka) {
        publisher = new PostingPublisher(WholePath.SOURCE_TOPIC, kafka);
        ended = CompletableFuture.runAsync(this::run);
    }

    static PostingStream start(Map<String, String> kafka) {
        return new PostingStream(kafka);
    }

    /** What was sent last of an item. */
    record Sent(long version, String title, boolean isDelete) {}

    /** Changes that the broker has taken. */
    long taken() {
        return taken.get();
    }

    /** Ends, and returns the newest change of each item once the broker has taken all. */
    Map<ItemId, Sent> end() throws ExecutionException, InterruptedException {
        ending = true;
        ended.get();
        publisher.flush();
        return newest;
    }

    @Override
    public void close() {
        ending = true;
        publisher.close();
    }

    private void run() {
        for (long version = 1; !ending; version++) {
            ItemId id = new ItemId("item-" + random.nextInt(ITEMS));
            Sent sent = new Sent(version, "Cook of version " + version, random.nextInt(10) == 0);
            newest.put(id, sent);
            var unused = publisher.publish(change(id, sent)).thenRun(taken::incrementAndGet);
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }

    private static PostingChange change(ItemId id, Sent sent) {
        return sent.isDelete()
                ? PostingChange.delete(id, sent.version(), Instant.now())
                : PostingChange.upsert(
                        id,
                        sent.version(),
                        Instant.now(),
                        new Posting(sent.title(), "", "", "Bakes.", List.of(), Map.of()));
    }
}
