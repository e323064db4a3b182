package io.mixline.cli.demo;

import io.mixline.cli.demo.promise.ExpectedItems;
import io.mixline.cli.postings.Posting;
import io.mixline.cli.postings.PostingChange;
import io.mixline.cli.publish.PostingPublisher;
import io.mixline.encoder.text.ItemText;
import io.mixline.encoder.text.ItemTextComposer;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.BackfillChangeCodec;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.source.SourceMapping;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Publishes the demo's records, and tells the checker of each. For one thread. */
final class DemoStream {

    private final PostingPublisher publisher;
    private final String backfillTopic;
    private final ItemTextComposer composer;
    private final InstantSource clock;
    private final ExpectedItems expected = new ExpectedItems();
    private final BackfillChangeCodec backfillCodec =
            new BackfillChangeCodec(new ItemChangeCodec(SourceMapping.jobPostingChange()));
    private final Map<ItemId, CompletableFuture<SourceRecord>> firstRecords = new HashMap<>();
    private final Map<ItemId, PostingChange> firstChanges = new HashMap<>();
    private final Map<ItemId, Posting> newest = new HashMap<>();

    DemoStream(PostingPublisher publisher, String backfillTopic, ItemTextComposer composer, InstantSource clock) {
        this.publisher = publisher;
        this.backfillTopic = backfillTopic;
        this.composer = composer;
        this.clock = clock;
    }

    ExpectedItems expected() {
        return expected;
    }

    /** Through the live lane. */
    ItemOutcome live(PostingChange change) {
        CompletableFuture<SourceRecord> record = publisher.publish(change);
        firstRecords.putIfAbsent(change.itemId(), record);
        firstChanges.putIfAbsent(change.itemId(), change);
        return expect(Lane.LIVE, change, change.order());
    }

    /** A version of a posting, made now. */
    ItemOutcome upsert(ItemId id, long version, Posting posting) {
        return live(PostingChange.upsert(id, version, clock.instant(), posting));
    }

    /** A version that deletes a posting, made now. */
    ItemOutcome delete(ItemId id, long version) {
        return live(PostingChange.delete(id, version, clock.instant()));
    }

    /**
     * The posting's very first record again, through the backfill lane.
     *
     * @param reencode the number of the backfill that demands encoding again; 0 where none does
     */
    ItemOutcome backfillFirst(ItemId id, long reencode) {
        SourceRecord source = Objects.requireNonNull(firstRecords.get(id)).join();
        PostingChange first = Objects.requireNonNull(firstChanges.get(id));
        var unused = publisher.send(
                backfillTopic, source.key(), backfillCodec.encode(source, ChangeOrigin.backfill(1), reencode));
        return expect(
                Lane.BACKFILL,
                first,
                new ItemOrder(first.order().version(), first.order().operation(), reencode));
    }

    /** Bytes that are no change. */
    void broken(ItemId id, byte @Nullable [] value) {
        var unused = publisher.publish(id.toBytes(), value);
        expected.unreadable();
    }

    byte[] value(PostingChange change) {
        return publisher.value(change);
    }

    /** Returns when all of it stands in Kafka. */
    void flush() {
        publisher.flush();
    }

    /** What was published first of an item. */
    Posting first(ItemId id) {
        return Objects.requireNonNull(
                Objects.requireNonNull(firstChanges.get(id)).posting());
    }

    /** The newest text of an item that is live. */
    ItemText newestText(ItemId id) {
        return composer.compose(Objects.requireNonNull(newest.get(id)).content());
    }

    /** The newest posting of an item that is live. */
    Posting newest(ItemId id) {
        return Objects.requireNonNull(newest.get(id));
    }

    private ItemOutcome expect(Lane lane, PostingChange change, ItemOrder order) {
        Posting posting = change.posting();
        if (posting == null) {
            return expected.delete(lane, change.itemId(), order);
        }
        ItemText text = composer.compose(posting.content());
        ItemOutcome outcome = expected.upsert(lane, change.itemId(), order, text.isEmpty() ? null : text.fingerprint());
        if (outcome == ItemOutcome.EMBEDDED) {
            newest.put(change.itemId(), posting);
        }
        return outcome;
    }
}
