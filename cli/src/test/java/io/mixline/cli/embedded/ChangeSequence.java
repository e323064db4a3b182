package io.mixline.cli.embedded;

import io.mixline.cli.demo.promise.ExpectedItems;
import io.mixline.cli.postings.Posting;
import io.mixline.cli.postings.PostingChange;
import io.mixline.encoder.text.ItemTextComposer;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Changes that whoever asks for them finds the same, by their number: updates, unchanged texts, deletes, older versions
 * that come late, and older ones in the backfill lane. What a version of an item says depends on item and version alone.
 */
final class ChangeSequence {

    private static final int ITEMS = 80;
    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

    private ChangeSequence() {}

    record Numbered(Lane lane, PostingChange change) {}

    static Numbered change(int number) {
        Random random = random(number);
        int item = random.nextInt(ITEMS);
        boolean late = random.nextInt(5) == 0;
        long version = late ? random.nextInt(number + 1) : number;
        Lane lane = late && random.nextBoolean() ? Lane.BACKFILL : Lane.LIVE;
        return new Numbered(lane, change(new ItemId("item-" + item), version));
    }

    /** Seeds side by side give like numbers, so they are spread. */
    private static Random random(long seed) {
        return new Random(seed * 0x9E3779B97F4A7C15L);
    }

    private static PostingChange change(ItemId item, long version) {
        Random random = random(31 * version + item.hashCode());
        Instant at = START.plusSeconds(version);
        if (random.nextInt(6) == 0) {
            return PostingChange.delete(item, version, at);
        }
        String text = item + ", text " + random.nextInt(3);
        return PostingChange.upsert(item, version, at, new Posting(text, "", "", "Does things.", List.of(), Map.of()));
    }

    /** What must be after all numbers below the end. */
    static ExpectedItems expected(int end, ItemTextComposer composer) {
        ExpectedItems expected = new ExpectedItems();
        for (int number = 0; number < end; number++) {
            Numbered one = change(number);
            Posting posting = one.change().posting();
            if (posting == null) {
                expected.delete(one.lane(), one.change().itemId(), one.change().order());
            } else {
                expected.upsert(
                        one.lane(),
                        one.change().itemId(),
                        one.change().order(),
                        composer.compose(posting.content()).fingerprint());
            }
        }
        return expected;
    }
}
