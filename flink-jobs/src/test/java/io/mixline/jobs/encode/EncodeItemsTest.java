package io.mixline.jobs.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.Postings;
import io.mixline.jobs.ScriptedEncoder;
import io.mixline.jobs.TextHash;
import io.mixline.jobs.config.RetryPolicy;
import io.mixline.jobs.gate.ComposedText;
import io.mixline.jobs.gate.GateVerdict;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.jobs.gate.NewestChangeRule;
import io.mixline.jobs.gate.TextReader;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EncodeItemsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final int ATTEMPTS = 3;

    /** What the encoder answers, call by call. */
    private final Deque<CompletableFuture<EncodedText>> answers = new ArrayDeque<>();

    private final List<String> encodedTexts = new CopyOnWriteArrayList<>();
    private final ScriptedEncoder encoder = ScriptedEncoder.named("encode-test", (text, lane) -> {
        encodedTexts.add(text);
        synchronized (answers) {
            return answers.remove();
        }
    });

    @SuppressWarnings("NullAway.Init") // set by start
    private OneInputStreamOperatorTestHarness<GatedChange, EncodedChange> encode;

    @BeforeEach
    void start() throws Exception {
        encode = harness();
        encode.open();
    }

    @AfterEach
    void stop() throws Exception {
        encode.close();
    }

    @Test
    void what_needs_no_encode_waits_for_the_tokens_before_it() throws Exception {
        CompletableFuture<EncodedText> slow = new CompletableFuture<>();
        answer(slow);
        send(encoded("a", 1, "x"));
        send(GatedChange.mark(Postings.live(Postings.put("a", 2, "x")), TextHash.fingerprint("x")));
        send(GatedChange.delete(Postings.live(Postings.delete("a", 3))));
        assertThat(verdicts()).isEmpty();

        slow.complete(TextHash.encode("x"));
        awaitOutputs(3);

        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE, GateVerdict.MARK, GateVerdict.DELETE);
        assertThat(outputs().get(0).text()).isEqualTo(TextHash.encode("x"));
        assertThat(outputs()).allSatisfy(one -> assertThat(one.encodedAt()).isEqualTo(NOW));
    }

    @Test
    void a_text_that_came_straight_through_the_gate_is_composed_once() throws Exception {
        TextReader texts = new ContentTextReaders(encoder, Postings.FORMATS).open();
        ItemChange change = Postings.live(Postings.put("a", 1, "x"));
        GatedChange gated = new NewestChangeRule(Duration.ZERO)
                .decide(null, null, change, texts, NOW)
                .passed();
        assertThat(gated).isNotNull();

        answer(CompletableFuture.completedFuture(TextHash.encode("x")));
        send(gated);
        awaitOutputs(1);

        assertThat(encodedTexts).containsExactly("x");
        assertThat(encoder.composed()).isEqualTo(1);
        assertThat(outputs().get(0).gated()).isEqualTo(gated.withoutText());
    }

    @Test
    void a_change_without_its_text_is_composed_where_it_is_encoded() throws Exception {
        answer(CompletableFuture.completedFuture(TextHash.encode("x")));
        send(GatedChange.encode(Postings.live(Postings.put("a", 1, "x")), TextHash.fingerprint("x")));
        awaitOutputs(1);

        assertThat(encodedTexts).containsExactly("x");
        assertThat(encoder.composed()).isEqualTo(1);
        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE);
    }

    @Test
    void a_text_that_another_models_templates_composed_is_composed_again() throws Exception {
        ComposedText others = new ComposedText(
                new ItemText("title: x", null, TextHash.fingerprint("title: x")),
                ModelFingerprint.fromHex("ffeeddccbbaa99887766554433221100"));
        answer(CompletableFuture.completedFuture(TextHash.encode("x")));
        send(GatedChange.encode(Postings.live(Postings.put("a", 1, "x")), others));
        awaitOutputs(1);

        assertThat(encodedTexts).containsExactly("x");
    }

    @Test
    void a_text_that_cannot_be_encoded_goes_on_as_failed() throws Exception {
        answer(failure(EncoderException.Kind.BAD_INPUT));
        send(encoded("a", 1, "x"));
        awaitOutputs(1);

        GatedChange failed = outputs().get(0).gated();
        assertThat(failed.verdict()).isEqualTo(GateVerdict.FAILED);
        assertThat(failed.refusal()).isNotNull();
        assertThat(failed.refusal().kind()).isEqualTo(DeadLetterKind.ENCODE_FAILED);
    }

    @Test
    void a_passing_failure_is_tried_again() throws Exception {
        answer(failure(EncoderException.Kind.RETRYABLE));
        answer(failure(EncoderException.Kind.RETRYABLE));
        answer(CompletableFuture.completedFuture(TextHash.encode("x")));
        send(encoded("a", 1, "x"));
        awaitOutputs(1);

        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE);
    }

    @Test
    void a_failure_that_does_not_pass_fails_the_job_and_writes_nothing() throws Exception {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            answer(failure(EncoderException.Kind.RETRYABLE));
        }
        send(encoded("a", 1, "x"));
        awaitFailure();

        assertThat(answers).isEmpty();
        assertThat(outputs()).isEmpty();
    }

    @Test
    void a_fatal_failure_fails_the_job_at_once() throws Exception {
        answer(failure(EncoderException.Kind.FATAL));
        answer(CompletableFuture.completedFuture(TextHash.encode("x")));
        send(encoded("a", 1, "x"));
        awaitFailure();

        assertThat(answers).hasSize(1);
        assertThat(outputs()).isEmpty();
    }

    @Test
    void what_is_in_the_encoder_is_encoded_again_after_a_restart() throws Exception {
        answer(new CompletableFuture<>());
        send(encoded("a", 1, "x"));
        OperatorSubtaskState checkpoint = encode.snapshot(1, 1);

        encode = harness();
        encode.setup();
        encode.initializeState(checkpoint);
        answer(CompletableFuture.completedFuture(TextHash.encode("x")));
        encode.open();
        awaitOutputs(1);

        assertThat(verdicts()).containsExactly(GateVerdict.ENCODE);
        assertThat(encodedTexts).containsExactly("x", "x");
        assertThat(encoder.composed()).isZero();
    }

    private void send(GatedChange change) throws Exception {
        encode.processElement(change, 0);
    }

    private static GatedChange encoded(String id, long version, String text) {
        return GatedChange.encode(Postings.live(Postings.put(id, version, text)), TextHash.composed(text));
    }

    private void answer(CompletableFuture<EncodedText> answer) {
        synchronized (answers) {
            answers.add(answer);
        }
    }

    private static CompletableFuture<EncodedText> failure(EncoderException.Kind kind) {
        return CompletableFuture.failedFuture(new EncoderException(kind, "told to fail"));
    }

    private void awaitOutputs(int count) {
        Awaitility.await().pollInSameThread().atMost(Duration.ofMinutes(1)).until(() -> {
            runMails();
            return outputs().size() == count;
        });
    }

    private void awaitFailure() {
        Awaitility.await().pollInSameThread().atMost(Duration.ofMinutes(1)).until(() -> {
            runMails();
            return encode.getEnvironment().getActualExternalFailureCause().isPresent();
        });
    }

    /** What the encoder's threads have left for the task's thread. */
    private void runMails() throws Exception {
        for (var mail = encode.getTaskMailbox().tryTake(0);
                mail.isPresent();
                mail = encode.getTaskMailbox().tryTake(0)) {
            mail.get().run();
        }
    }

    private List<EncodedChange> outputs() {
        return encode.extractOutputValues();
    }

    private List<GateVerdict> verdicts() {
        return outputs().stream().map(one -> one.gated().verdict()).toList();
    }

    private OneInputStreamOperatorTestHarness<GatedChange, EncodedChange> harness() throws Exception {
        EncodeItems function = new EncodeItems(
                Lane.LIVE, encoder, Postings.FORMATS, new RetryPolicy(ATTEMPTS, Duration.ofMillis(1)), () -> NOW);
        var harness = new OneInputStreamOperatorTestHarness<GatedChange, EncodedChange>(
                new AsyncWaitOperatorFactory<>(function, 0, 10, AsyncDataStream.OutputMode.ORDERED),
                TypeInformation.of(GatedChange.class).createSerializer(new SerializerConfigImpl()));
        harness.getEnvironment().setExpectedExternalFailureCause(Throwable.class);
        return harness;
    }
}
