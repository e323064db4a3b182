package io.mixline.cli.demo.promise;

import io.mixline.cli.embedded.JobCounts;
import io.mixline.client.EmbeddingReader;
import io.mixline.encoder.runtime.SharedEncoderRuntime;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.ItemId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks every promise that can be checked from outside, once nothing is in flight any more. */
public final class PromiseChecker {

    private final ExpectedItems expected;
    private final TopicContents topic;
    private final EmbeddingModel model;
    private final CacheChecks caches;

    public PromiseChecker(ExpectedItems expected, TopicContents topic, EmbeddingModel model) {
        this.expected = expected;
        this.topic = topic;
        this.model = model;
        this.caches = new CacheChecks(expected, topic, model.space());
    }

    public Verdict newestWins(EmbeddingReader cache, JobCounts counted) {
        List<String> wrong = new ArrayList<>(caches.live(cache));
        wrong.addAll(new OutcomeCheck(expected, counted, 0).kinds());
        return Verdict.of(
                Promise.NEWEST_WINS,
                expected.live().size() + " items read as their newest text, " + expected.records()
                        + " records ended as they should",
                wrong);
    }

    public Verdict aDeleteIsAVersion(EmbeddingReader cache) {
        List<String> wrong = new ArrayList<>(caches.deleted(cache));
        wrong.addAll(new TopicChecks(expected, topic).deleted());
        return Verdict.of(
                Promise.A_DELETE_IS_A_VERSION,
                expected.deleted().size() + " deleted items stayed deleted, late puts and backfill included",
                wrong);
    }

    /** Promise 3, for a cache that was filled from the topic's start. */
    public Verdict theTopicAloneIsEnough(EmbeddingReader second) {
        List<String> wrong = new ArrayList<>(new TopicChecks(expected, topic).live());
        wrong.addAll(new TopicChecks(expected, topic).deleted());
        wrong.addAll(caches.live(second));
        wrong.addAll(caches.deleted(second));
        return Verdict.of(
                Promise.THE_TOPIC_ALONE_IS_ENOUGH,
                "an empty cache read its " + topic.size()
                        + " records and ended right; each key's last record is its newest",
                wrong);
    }

    public Verdict neverAnotherModelsBytes(EmbeddingReader cache) {
        List<ItemId> some = expected.live().stream().limit(10).toList();
        return Verdict.of(
                Promise.NEVER_ANOTHER_MODELS_BYTES,
                "another space and another fingerprint were refused",
                new ModelCheck(model, some).check(cache));
    }

    /** Promise 5; {@code missing} is what the crash's cache lacked, by {@link PositionsCheck}, or null without a crash. */
    public Verdict positionsNeverAheadOfData(@Nullable List<String> missing) {
        if (missing == null) {
            return new Verdict(
                    Promise.POSITIONS_NEVER_AHEAD_OF_DATA, Verdict.Finding.NOT_CHECKED, "the cache did not crash");
        }
        return Verdict.of(
                Promise.POSITIONS_NEVER_AHEAD_OF_DATA,
                "what a crash in the middle left behind held every record below its positions",
                missing);
    }

    public Verdict nothingDropped(JobCounts counted, long deadLetters) {
        return Verdict.of(
                Promise.NOTHING_DROPPED_SILENTLY,
                counted.input() + " records in, " + counted.allEnded() + " ended, each as one of six",
                new OutcomeCheck(expected, counted, deadLetters).sums());
    }

    /** Promise 7, for a sample of readable items and their newest text. */
    public Verdict batchingChangesNothing(
            EmbeddingReader cache, SharedEncoderRuntime encoder, Map<ItemId, ItemText> sample) {
        Map<ItemId, ItemText> right = new LinkedHashMap<>(sample);
        // Tokens of another text would differ for another reason, which promise 1 names.
        right.keySet().retainAll(caches.right(cache, List.copyOf(sample.keySet())));
        return Verdict.of(
                Promise.BATCHING_CHANGES_NOTHING,
                right.size() + " items encoded again, each alone: cosine above 0.9999",
                new BatchingCheck(encoder, model.space()).check(cache, right));
    }

    /** The demo's load is too small to say anything of bounds. */
    public Verdict bounded() {
        return new Verdict(Promise.BOUNDED, Verdict.Finding.NOT_CHECKED, "this load comes near no bound");
    }
}
