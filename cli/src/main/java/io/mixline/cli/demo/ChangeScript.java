package io.mixline.cli.demo;

import io.mixline.cli.postings.Posting;
import io.mixline.cli.postings.PostingChange;
import io.mixline.schemas.ItemId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What happens to postings in the demo: shares of them are changed, published again, deleted and so on, shuffled but for
 * the order of each posting's own changes. Two acts, for the second repeats older records, which must come later.
 */
final class ChangeScript {

    /** Of twenty parts of the postings. */
    private enum Part {
        UPDATED(3),
        UNCHANGED(6),
        REPEATED(1),
        OUT_OF_ORDER(1),
        DELETED(2),
        DELETED_THEN_LATE_PUT(1),
        DELETED_THEN_CREATED_AGAIN(1),
        CONFLICTING(1),
        ENCODED_AGAIN(1);

        private final int twentieths;

        Part(int twentieths) {
            this.twentieths = twentieths;
        }
    }

    private static final int DELETED_UNSEEN = 3;

    private final DemoStream stream;
    private final InstantSource clock;
    private final Random random;
    private final Map<Part, List<ItemId>> parts;

    ChangeScript(DemoStream stream, InstantSource clock, long seed) {
        this.stream = stream;
        this.clock = clock;
        this.random = new Random(seed);
        this.parts = parts(stream.expected().live(), random);
    }

    /** One thing that happens. */
    @FunctionalInterface
    interface Step {
        void happen();
    }

    /** Through the live lane. */
    List<Step> firstAct() {
        List<List<Step>> perItem = new ArrayList<>();
        of(Part.UPDATED, id -> List.of(() -> update(id, 1)), perItem);
        of(Part.UNCHANGED, id -> List.of(() -> stream.upsert(id, next(id, 1), stream.newest(id))), perItem);
        of(Part.REPEATED, id -> List.of(() -> stream.upsert(id, next(id, 0), stream.newest(id))), perItem);
        of(Part.OUT_OF_ORDER, this::outOfOrder, perItem);
        of(Part.DELETED, id -> List.of(() -> stream.delete(id, next(id, 1))), perItem);
        of(Part.DELETED_THEN_LATE_PUT, this::deletedThenLatePut, perItem);
        of(Part.DELETED_THEN_CREATED_AGAIN, this::deletedThenCreatedAgain, perItem);
        of(
                Part.CONFLICTING,
                id -> List.of(
                        () -> stream.upsert(id, next(id, 0), stream.newest(id).revised(99))),
                perItem);
        for (int number = 0; number < DELETED_UNSEEN; number++) {
            perItem.add(deletedUnseen(new ItemId("gone-before-it-came-" + number)));
        }
        brokenRecords().forEach(broken -> perItem.add(List.of(broken)));
        return shuffled(perItem);
    }

    /** Through the backfill lane: what is older than what the live lane has brought, and a forced encode. */
    List<Step> secondAct() {
        List<List<Step>> perItem = new ArrayList<>();
        of(Part.OUT_OF_ORDER, id -> List.of(() -> stream.backfillFirst(id, 0)), perItem);
        of(Part.DELETED_THEN_LATE_PUT, id -> List.of(() -> stream.backfillFirst(id, 0)), perItem);
        of(Part.ENCODED_AGAIN, id -> List.of(() -> stream.backfillFirst(id, 1)), perItem);
        return shuffled(perItem);
    }

    private List<Step> outOfOrder(ItemId id) {
        long version = next(id, 2);
        Posting posting = stream.newest(id);
        return List.of(
                () -> stream.upsert(id, version, posting.revised(version)),
                () -> stream.upsert(id, version - 1, posting.revised(version - 1)));
    }

    private List<Step> deletedThenLatePut(ItemId id) {
        long version = next(id, 2);
        Posting posting = stream.newest(id);
        return List.of(
                () -> stream.delete(id, version), () -> stream.upsert(id, version - 1, posting.revised(version - 1)));
    }

    private List<Step> deletedThenCreatedAgain(ItemId id) {
        long version = next(id, 1);
        Posting posting = stream.newest(id);
        return List.of(() -> stream.delete(id, version), () -> stream.upsert(id, version + 1, posting));
    }

    private List<Step> deletedUnseen(ItemId id) {
        Posting posting = stream.newest(parts.values().iterator().next().get(0));
        return List.of(() -> stream.delete(id, 2), () -> stream.upsert(id, 1, posting));
    }

    private List<Step> brokenRecords() {
        ItemId id = new ItemId("broken");
        Posting empty = new Posting("", "", "", "", List.of(), Map.of());
        byte[] right = stream.value(PostingChange.delete(id, 1, clock.instant()));
        byte[] unknownSchema = right.clone();
        unknownSchema[4] ^= 1;
        return List.of(
                () -> stream.broken(id, "not Avro at all".getBytes(StandardCharsets.UTF_8)),
                () -> stream.broken(id, null),
                () -> stream.broken(id, Arrays.copyOf(right, right.length - 3)),
                () -> stream.broken(id, unknownSchema),
                () -> stream.upsert(new ItemId("without-text"), 1, empty));
    }

    private void update(ItemId id, int versions) {
        long version = next(id, versions);
        stream.upsert(id, version, stream.newest(id).revised(version));
    }

    private long next(ItemId id, int versions) {
        return stream.expected().highest(id).version().value() + versions;
    }

    private void of(Part part, java.util.function.Function<ItemId, List<Step>> steps, List<List<Step>> perItem) {
        parts.getOrDefault(part, List.of()).forEach(id -> perItem.add(steps.apply(id)));
    }

    /** A random mix that keeps the order of each item's own steps. */
    private List<Step> shuffled(List<List<Step>> perItem) {
        List<Integer> turns = new ArrayList<>();
        for (int item = 0; item < perItem.size(); item++) {
            turns.addAll(Collections.nCopies(perItem.get(item).size(), item));
        }
        Collections.shuffle(turns, random);
        int[] taken = new int[perItem.size()];
        return turns.stream().map(item -> perItem.get(item).get(taken[item]++)).toList();
    }

    private static Map<Part, List<ItemId>> parts(List<ItemId> live, Random random) {
        List<ItemId> left = new ArrayList<>(live);
        Collections.shuffle(left, random);
        Map<Part, List<ItemId>> parts = new java.util.EnumMap<>(Part.class);
        int from = 0;
        for (Part part : Part.values()) {
            int to = Math.min(left.size(), from + Math.max(1, live.size() * part.twentieths / 20));
            parts.put(part, List.copyOf(left.subList(from, to)));
            from = to;
        }
        return parts;
    }
}
