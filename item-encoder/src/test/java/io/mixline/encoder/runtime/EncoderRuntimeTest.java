package io.mixline.encoder.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.EncoderException.Kind;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.bundle.BundleDirectory;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.hashing.HashingItemEncoder;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EncoderRuntimeTest {

    private static final int QUEUED_TEXTS = 64;

    @TempDir
    Path directory;

    private ModelBundle bundle;
    private ScriptedEncoder encoder;
    private EncoderRuntime runtime;
    private final RecordedMetrics metrics = new RecordedMetrics();

    @BeforeEach
    void open() {
        bundle = BundleDirectory.in(directory, BundleDirectory.HASHING).load();
        encoder = new ScriptedEncoder(new HashingItemEncoder(bundle.manifest()), new RunSize(16, 1024));
        runtime = new EncoderRuntime(bundle, encoder, settings(), metrics, new AtomicLong()::getAndIncrement);
    }

    private EncoderSettings settings() {
        return EncoderSettings.of(directory)
                .withThreads(new EncoderThreads(1, 1))
                .withLimits(new EncoderLimits(QUEUED_TEXTS, null, Duration.ofSeconds(1)));
    }

    @AfterEach
    void close() {
        encoder.openGate();
        runtime.close();
    }

    private static ItemText text(String text) {
        return ItemText.of(text, "short " + text.length());
    }

    private static EncodedText get(CompletableFuture<EncodedText> future) throws Exception {
        return Objects.requireNonNull(future.get(30, TimeUnit.SECONDS));
    }

    private static EncoderException failure(CompletableFuture<EncodedText> future) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> get(future));
        return (EncoderException) Objects.requireNonNull(e.getCause());
    }

    @Test
    void a_text_comes_back_with_its_tokens_and_what_was_known_of_it() throws Exception {
        ItemText text = text("Java engineer");
        EncodedText encoded = get(runtime.encode(text, Lane.LIVE));
        assertThat(encoded.fingerprint()).isEqualTo(text.fingerprint());
        assertThat(encoded.shortText()).isEqualTo("short 13");
        assertThat(encoded.tokens().shape()).isEqualTo(bundle.shape());
        assertThat(encoded.textTokens()).isEqualTo(4);
        assertThat(encoded.truncated()).isFalse();
    }

    @Test
    void a_text_gives_the_same_bytes_alone_beside_others_and_in_either_lane() throws Exception {
        List<ItemText> texts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            texts.add(text("text number " + i + " of length".repeat(i % 7)));
        }
        List<EncodedText> alone = new ArrayList<>();
        for (ItemText text : texts) {
            alone.add(get(runtime.encode(text, Lane.LIVE)));
        }
        encoder.shutGate();
        List<CompletableFuture<EncodedText>> live = new ArrayList<>();
        List<CompletableFuture<EncodedText>> backfill = new ArrayList<>();
        for (ItemText text : texts) {
            live.add(runtime.encode(text, Lane.LIVE));
            backfill.add(runtime.encode(text, Lane.BACKFILL));
        }
        encoder.openGate();
        for (int i = 0; i < texts.size(); i++) {
            assertThat(get(live.get(i))).isEqualTo(alone.get(i));
            assertThat(get(backfill.get(i))).isEqualTo(alone.get(i));
        }
        assertThat(encoder.runSizes()).anyMatch(size -> size > 1);
    }

    @Test
    void only_the_bad_items_of_a_batch_fail() throws Exception {
        encoder.shutGate();
        List<CompletableFuture<EncodedText>> good = new ArrayList<>();
        List<CompletableFuture<EncodedText>> bad = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            good.add(runtime.encode(text("good " + i), Lane.LIVE));
            if (i % 10 == 3) {
                bad.add(runtime.encode(text("poison " + i), Lane.LIVE));
                bad.add(runtime.encode(text("refused " + i), Lane.LIVE));
                bad.add(runtime.encode(text("untokenizable " + i), Lane.LIVE));
                bad.add(runtime.encode(text("nan " + i), Lane.LIVE));
            }
        }
        encoder.openGate();
        for (CompletableFuture<EncodedText> future : good) {
            assertThat(get(future).tokens()).isNotNull();
        }
        for (CompletableFuture<EncodedText> future : bad) {
            assertThat(failure(future).kind()).isEqualTo(Kind.BAD_INPUT);
        }
        assertThat(metrics.failures()).hasSize(bad.size());
    }

    @Test
    void a_text_that_fails_once_is_run_again() throws Exception {
        encoder.hiccups(1);
        assertThat(get(runtime.encode(text("hiccup"), Lane.LIVE)).tokens()).isNotNull();
    }

    @Test
    void a_lost_device_is_retryable_for_every_text() {
        encoder.loseDevice();
        assertThat(failure(runtime.encode(text("any"), Lane.LIVE)).kind()).isEqualTo(Kind.RETRYABLE);
        assertThat(failure(runtime.encode(text("poison"), Lane.BACKFILL)).kind())
                .isEqualTo(Kind.RETRYABLE);
    }

    @Test
    void a_fatal_failure_is_passed_on_as_such() {
        assertThat(failure(runtime.encode(text("fatal"), Lane.LIVE)).kind()).isEqualTo(Kind.FATAL);
    }

    @Test
    void the_empty_text_is_bad_input() {
        assertThat(failure(runtime.encode(ItemText.of("", null), Lane.LIVE)).kind())
                .isEqualTo(Kind.BAD_INPUT);
    }

    @Test
    void a_full_lane_holds_its_caller_back_and_not_the_other_lane() throws Exception {
        encoder.shutGate();
        List<CompletableFuture<EncodedText>> backfill = new ArrayList<>();
        for (int i = 0; i < QUEUED_TEXTS; i++) {
            backfill.add(runtime.encode(text("backfill " + i), Lane.BACKFILL));
        }
        CompletableFuture<EncodedText> oneMore = new CompletableFuture<>();
        Thread caller = new Thread(() ->
                oneMore.complete(runtime.encode(text("one more"), Lane.BACKFILL).join()));
        caller.start();
        while (caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        CompletableFuture<EncodedText> live = runtime.encode(text("live"), Lane.LIVE);
        assertThat(runtime.queuedTexts(Lane.BACKFILL)).isEqualTo(QUEUED_TEXTS);
        encoder.openGate();
        get(live);
        get(oneMore);
        for (CompletableFuture<EncodedText> future : backfill) {
            get(future);
        }
    }

    @Test
    void live_overtakes_a_backfill_that_waits() throws Exception {
        encoder.shutGate();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < QUEUED_TEXTS; i++) {
            all.add(runtime.encode(text("backfill"), Lane.BACKFILL));
        }
        for (int i = 0; i < 8; i++) {
            all.add(runtime.encode(text("live"), Lane.LIVE));
        }
        encoder.awaitTokenized(1 + QUEUED_TEXTS + 8);
        // The one host thread brings this text's tokens only after those of all before it have gone to the packer.
        all.add(runtime.encode(text("last"), Lane.LIVE));
        encoder.awaitTokenized(1);
        encoder.openGate();
        CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
        // The runtime's own probe ran first, then perhaps what was there before LIVE came.
        assertThat(encoder.lastRunWith("live")).isBetween(1, 2);
        assertThat(encoder.lastRunWith("backfill")).isGreaterThan(2);
    }

    @Test
    void closing_fails_what_waits_as_retryable_and_frees_the_model() throws Exception {
        encoder.shutGate();
        List<CompletableFuture<EncodedText>> waiting = new CopyOnWriteArrayList<>();
        for (int i = 0; i < QUEUED_TEXTS; i++) {
            waiting.add(runtime.encode(text("text " + i), Lane.BACKFILL));
        }
        CompletableFuture<Void> blocked = CompletableFuture.runAsync(() -> {
            while (true) {
                waiting.add(runtime.encode(text("blocked"), Lane.BACKFILL));
            }
        });
        CompletableFuture<Void> closing = CompletableFuture.runAsync(runtime::close);
        assertThatThrownBy(blocked::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        encoder.openGate();
        closing.get(30, TimeUnit.SECONDS);
        int failed = 0;
        for (CompletableFuture<EncodedText> future : waiting) {
            assertThat(future).isDone();
            if (future.isCompletedExceptionally()) {
                assertThat(failure(future).kind()).isEqualTo(Kind.RETRYABLE);
                failed++;
            }
        }
        assertThat(failed).isPositive();
        assertThat(encoder.isClosed()).isTrue();
        assertThatThrownBy(() -> runtime.encode(text("late"), Lane.LIVE)).isInstanceOf(IllegalStateException.class);
        assertThat(runtime.queuedTexts(Lane.BACKFILL)).isZero();
    }

    @Test
    void a_cancelled_future_and_a_metric_that_throws_give_their_room_back() throws Exception {
        EncoderMetrics throwing = new EncoderMetrics() {
            @Override
            public void textEncoded(Lane lane, EncodedText text, Duration latency) {
                throw new IllegalStateException("metrics away");
            }
        };
        encoder.shutGate();
        CompletableFuture<EncodedText> cancelled = runtime.encode(text("cancelled"), Lane.LIVE);
        assertThat(cancelled.cancel(true)).isTrue();
        CompletableFuture<EncodedText> unmeasured = runtime.encode(text("unmeasured"), Lane.LIVE, throwing);
        encoder.openGate();
        get(unmeasured);
        for (int i = 0; i < 3 * QUEUED_TEXTS; i++) {
            get(runtime.encode(text("next " + i), Lane.LIVE));
        }
        assertThat(runtime.queuedTexts(Lane.LIVE)).isZero();
    }

    @Test
    void metrics_are_told_of_every_text_and_run() throws Exception {
        get(runtime.encode(text("one"), Lane.LIVE));
        get(runtime.encode(text("two"), Lane.BACKFILL));
        assertThat(metrics.encoded()).containsExactlyInAnyOrder(Lane.LIVE, Lane.BACKFILL);
        assertThat(metrics.runs()).isNotEmpty().allMatch(run -> run.padding() == 0);
    }
}
