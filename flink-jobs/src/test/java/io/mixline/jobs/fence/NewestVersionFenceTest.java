package io.mixline.jobs.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.jobs.Postings;
import io.mixline.jobs.ScriptedEncoder;
import io.mixline.jobs.TextHash;
import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.jobs.writer.StartRefusedException;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.Provenance;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.WriterClaim.ClaimedTopic;
import io.mixline.schemas.WriterClaim.WriterRun;
import io.mixline.schemas.codec.BackfillChangeCodec;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.codec.ItemEmbeddingCodec;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewestVersionFenceTest {

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final int MAX_RECORD_BYTES = 2_000;
    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));
    private static final OutputTag<OutgoingRecord> RETURNED =
            new OutputTag<>("returned", TypeInformation.of(OutgoingRecord.class));

    private final RecordedTopic topic = new RecordedTopic();

    @SuppressWarnings("NullAway.Init") // set by start
    private KeyedOneInputStreamOperatorTestHarness<String, EncodedChange, OutgoingRecord> fence;

    @BeforeEach
    void start() throws Exception {
        fence = harness();
        fence.open();
    }

    @AfterEach
    void stop() throws Exception {
        fence.close();
    }

    @Test
    void tokens_are_written_with_all_that_a_reader_asks_for() throws Exception {
        ItemChange change = Postings.live(Postings.put("a", 3, "x"));
        send(tokens(change, "x"));

        assertThat(written())
                .containsExactly(new ItemEmbedding(
                        change.itemId(),
                        ItemOrder.upsert(3),
                        ScriptedEncoder.MODEL,
                        TextHash.encode("x"),
                        new Provenance(
                                change.origin().lane(),
                                1,
                                Postings.CHANGED_AT,
                                NOW,
                                new SourcePosition("job-postings", 0, 0))));
        assertThat(fence.extractOutputValues().get(0).key())
                .isEqualTo(change.itemId().toBytes());
    }

    @Test
    void an_item_has_one_entry_deleted_or_not() throws Exception {
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));
        assertThat(fence.numKeyedStateEntries()).isEqualTo(1);
        send(deleted(Postings.live(Postings.delete("a", 2))));
        assertThat(fence.numKeyedStateEntries()).isEqualTo(1);
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));
        send(tokens(Postings.live(Postings.put("a", 3, "x")), "x"));
        assertThat(fence.numKeyedStateEntries()).isEqualTo(1);

        assertThat(written())
                .extracting(ItemEmbedding::order)
                .containsExactly(ItemOrder.upsert(1), ItemOrder.delete(2), ItemOrder.upsert(3));
    }

    @Test
    void a_mark_without_its_tokens_goes_back_with_its_source_record() throws Exception {
        SourceRecord source = Postings.put("a", 2, "x");
        send(new EncodedChange(GatedChange.mark(Postings.live(source), TextHash.fingerprint("x")), null, NOW));

        OutgoingRecord returned = sideOutput(RETURNED).get(0);
        ItemChange back = new BackfillChangeCodec(new ItemChangeCodec(Postings.MAPPING.parse()))
                .decode(new SourceRecord(returned.key(), returned.value(), source.position(), NOW));
        assertThat(back.source()).isEqualTo(source);
        assertThat(back.origin()).isEqualTo(ChangeOrigin.forcedReencode());
        assertThat(back.order()).isEqualTo(ItemOrder.upsert(2));
        assertThat(fence.getOutput()).isEmpty();
    }

    @Test
    void tokens_too_large_for_the_topic_become_a_dead_letter_and_raise_the_order() throws Exception {
        SourceRecord source = Postings.put("a", 2, "x");
        EmbeddingShape shape = new EmbeddingShape(1, MAX_RECORD_BYTES, EmbeddingDtype.INT8);
        EncodedText large = new EncodedText(
                TextHash.fingerprint("x"), new EmbeddingTokens(shape, new byte[shape.bytes()]), null, 1, false);
        send(new EncodedChange(GatedChange.encode(Postings.live(source), TextHash.fingerprint("x")), large, NOW));
        send(tokens(Postings.live(Postings.put("a", 1, "y")), "y"));

        assertThat(written()).isEmpty();
        DeadLetter letter = sideOutput(DEAD_LETTERS).get(0);
        assertThat(letter.reason().kind()).isEqualTo(DeadLetterKind.TOO_LARGE);
        assertThat(letter.source()).isEqualTo(source);
        assertThat(sideOutput(DEAD_LETTERS)).hasSize(1);
    }

    @Test
    void a_mark_too_large_for_the_backfill_topic_becomes_a_dead_letter() throws Exception {
        SourceRecord source = Postings.put("a", 2, "x".repeat(MAX_RECORD_BYTES));
        send(new EncodedChange(GatedChange.mark(Postings.live(source), TextHash.fingerprint("x")), null, NOW));

        assertThat(sideOutput(RETURNED)).isEmpty();
        assertThat(sideOutput(DEAD_LETTERS).get(0).reason().kind()).isEqualTo(DeadLetterKind.TOO_LARGE);
    }

    @Test
    void each_restore_has_the_next_writer_epoch_and_the_same_entries() throws Exception {
        send(tokens(Postings.live(Postings.put("a", 2, "x")), "x"));
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        fence.close();

        fence = harness();
        fence.initializeState(checkpoint);
        fence.open();
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));
        send(tokens(Postings.live(Postings.put("a", 3, "y")), "y"));

        assertThat(written()).extracting(ItemEmbedding::order).containsExactly(ItemOrder.upsert(3));
        assertThat(written()).extracting(one -> one.provenance().writerEpoch()).containsExactly(2L);
    }

    @Test
    void what_was_written_after_the_checkpoint_is_known_after_the_restore() throws Exception {
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        topic.append(tombstone("a", 1, 1)); // by the other lane, before the fall
        fence.close();

        fence = harness();
        fence.initializeState(checkpoint);
        fence.open();
        send(mark(Postings.live(Postings.put("a", 5, "x")), "x"));

        assertThat(sideOutput(RETURNED)).hasSize(1);
    }

    @Test
    void what_the_topic_said_outlives_the_next_checkpoint_until_the_item_comes_by() throws Exception {
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        topic.append(tombstone("a", 1, 1));
        for (int restart = 0; restart < 2; restart++) {
            fence.close();
            fence = harness();
            fence.initializeState(checkpoint);
            fence.open();
            checkpoint = fence.snapshot(2, 2);
        }
        send(mark(Postings.live(Postings.put("a", 5, "x")), "x"));

        assertThat(sideOutput(RETURNED)).hasSize(1);
    }

    @Test
    void a_run_starts_its_epoch_in_the_topic_before_it_writes() throws Exception {
        assertThat(topic.starts()).extracting(EpochStart::writerEpoch).containsExactly(1L);
        restart(fence.snapshot(1, 1));

        assertThat(topic.starts()).extracting(EpochStart::writerEpoch).containsExactly(1L, 2L);
        assertThat(topic.claims())
                .extracting(claim -> claim.run().id())
                .containsExactlyElementsOf(
                        topic.starts().stream().map(EpochStart::run).toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void what_a_replaced_run_appended_after_the_start_is_not_what_was_written() throws Exception {
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        restart(checkpoint);
        topic.append(tombstone("a", 4, 1)); // a late request of the first run
        restart(checkpoint);
        send(tokens(Postings.live(Postings.put("a", 3, "y")), "y"));

        assertThat(written()).extracting(ItemEmbedding::order).containsExactly(ItemOrder.upsert(3));
    }

    @Test
    void no_text_stands_for_an_item_whose_last_record_a_replaced_run_appended() throws Exception {
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        restart(checkpoint);
        topic.append(tombstone("a", 0, 1)); // and compaction may have taken what counts
        restart(checkpoint);
        send(mark(Postings.live(Postings.put("a", 3, "x")), "x"));

        assertThat(sideOutput(RETURNED)).hasSize(1);
    }

    @Test
    void a_run_that_was_replaced_ends_for_good_at_its_next_checkpoint() {
        topic.claim(claim(2, ScriptedEncoder.MODEL));

        assertThatThrownBy(() -> fence.snapshot(1, 1))
                .hasRootCauseInstanceOf(StartRefusedException.class)
                .hasStackTraceContaining("two jobs write one topic")
                .satisfies(NewestVersionFenceTest::assertNeverRestarted);
    }

    @Test
    void of_two_claims_to_an_epoch_the_first_counts_and_the_other_run_takes_the_next() throws Exception {
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        topic.claim(claim(2, ScriptedEncoder.MODEL));
        restart(checkpoint);
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));

        assertThat(written()).extracting(ItemEmbedding::writerEpoch).containsExactly(3L);
    }

    @Test
    void a_start_without_a_state_is_refused_where_the_topic_holds_embeddings() {
        topic.append(tombstone("a", 1, 1));

        assertRefused(() -> restart(null), "holds embeddings (expected: a start from the last savepoint");
    }

    @Test
    void another_model_is_refused_a_topic_that_the_first_claim_tied_to_its_own() {
        topic.loseClaims();
        EmbeddingModel other = new EmbeddingModel(
                ScriptedEncoder.MODEL.space(), ModelFingerprint.fromHex("000102030405060708090a0b0c0d0e0f"));
        topic.claim(claim(1, other));

        assertRefused(() -> restart(null), "another model needs a model version of its own");
    }

    @Test
    void a_topic_that_was_made_again_is_refused_to_a_state_that_knows_the_old_one() throws Exception {
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        topic.makeAgain();

        assertRefused(
                () -> restart(checkpoint), "made again since the state was saved, id second-id (expected: id first-id");
    }

    @Test
    void a_state_of_another_topic_is_refused() throws Exception {
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        topic.becomeAnother();

        assertRefused(() -> restart(checkpoint), "start another model version without a state");
    }

    @Test
    void a_lost_control_topic_does_not_make_epochs_fall() throws Exception {
        OperatorSubtaskState checkpoint = fence.snapshot(1, 1);
        topic.append(tombstone("b", 1, 7));
        topic.loseClaims();
        restart(checkpoint);
        send(tokens(Postings.live(Postings.put("a", 1, "x")), "x"));

        assertThat(written()).extracting(ItemEmbedding::writerEpoch).containsExactly(8L);
        assertThat(fence.snapshot(2, 2)).isNotNull();
    }

    private void restart(@Nullable OperatorSubtaskState checkpoint) throws Exception {
        fence.close();
        fence = harness();
        if (checkpoint != null) {
            fence.initializeState(checkpoint);
        }
        fence.open();
    }

    private static void assertRefused(ThrowingCallable start, String message) {
        assertThatThrownBy(start)
                .hasRootCauseInstanceOf(StartRefusedException.class)
                .hasStackTraceContaining(message)
                .satisfies(NewestVersionFenceTest::assertNeverRestarted);
    }

    private static void assertNeverRestarted(Throwable failure) {
        assertThat(ThrowableClassifier.findThrowableOfThrowableType(failure, ThrowableType.NonRecoverableError))
                .isPresent();
    }

    private static WriterClaim claim(long epoch, EmbeddingModel model) {
        return new WriterClaim(
                new ClaimedTopic(RecordedTopic.NAME, "first-id"),
                epoch,
                new WriterRun("another run", "another job"),
                model,
                NOW);
    }

    private static ItemEmbedding tombstone(String itemId, long version, long epoch) {
        Provenance provenance =
                new Provenance(Lane.BACKFILL, epoch, NOW, NOW, new SourcePosition("job-postings", 0, 0));
        return ItemEmbedding.tombstone(new ItemId(itemId), new ItemVersion(version), ScriptedEncoder.MODEL, provenance);
    }

    private void send(EncodedChange change) throws Exception {
        fence.processElement(change, 0);
    }

    private List<ItemEmbedding> written() {
        ItemEmbeddingCodec codec = new ItemEmbeddingCodec();
        return fence.extractOutputValues().stream()
                .map(record -> codec.decode(record.value()))
                .toList();
    }

    private <T> List<T> sideOutput(OutputTag<T> tag) {
        var output = fence.getSideOutput(tag);
        return output == null
                ? List.of()
                : output.stream().map(StreamRecord::getValue).toList();
    }

    private static EncodedChange tokens(ItemChange change, String text) {
        return new EncodedChange(GatedChange.encode(change, TextHash.fingerprint(text)), TextHash.encode(text), NOW);
    }

    private static EncodedChange mark(ItemChange change, String text) {
        return new EncodedChange(GatedChange.mark(change, TextHash.fingerprint(text)), null, NOW);
    }

    private static EncodedChange deleted(ItemChange change) {
        return new EncodedChange(GatedChange.delete(change), null, NOW);
    }

    private KeyedOneInputStreamOperatorTestHarness<String, EncodedChange, OutgoingRecord> harness() throws Exception {
        NewestVersionFence function = new NewestVersionFence(
                NewestVersionRule.INSTANCE,
                ScriptedEncoder.named("fence-test"),
                Postings.FORMATS,
                new FenceOutputs(DEAD_LETTERS, RETURNED, topic.asWriter(), MAX_RECORD_BYTES));
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(function),
                change -> change.gated().change().itemId().value(),
                Types.STRING);
    }
}
