package io.mixline.ranker;

import static io.mixline.ranker.Rankers.request;
import static io.mixline.ranker.Rankers.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadRefusedException;
import io.mixline.ranker.RankerException.Kind;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ModelFingerprint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not scored, why, and what a caller can do about it. */
class RefusalTest {

    private static final byte[] ROW = row(1, 2, 3, 4, 5, 6);

    private final ScoreServer server = new ScoreServer(Rankers.SHAPE.dimension());
    private final MemoryReader cache = new MemoryReader(Rankers.SHAPE).hit("a", "text", ROW);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tokens_of_another_space_are_never_sent() {
        MemoryReader other = new MemoryReader(Rankers.SHAPE, new EmbeddingSpace("other-space")).hit("a", "text", ROW);

        assertRefused(other, Kind.FATAL, "embedding space: other-space (expected: space-k2");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void tokens_of_another_dimension_are_never_sent() {
        MemoryReader other = new MemoryReader(new EmbeddingShape(3, 2, EmbeddingDtype.FLOAT32)).hit("a", "text", ROW);

        assertRefused(other, Kind.FATAL, "dimension: 2 (expected: 3");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void int8_is_refused_since_nothing_says_how_it_is_scaled() {
        MemoryReader other =
                new MemoryReader(new EmbeddingShape(2, 3, EmbeddingDtype.INT8)).hit("a", "text", new byte[6]);

        assertRefused(other, Kind.FATAL, "dtype: INT8 (expected: FLOAT16, BFLOAT16 or FLOAT32");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_model_that_is_not_accepted_is_never_sent() {
        RankerSettings settings = Rankers.settings(server);
        ModelFingerprint accepted = new ModelFingerprint(new Hash128(3, 4));
        MixRanker ranker = new MixRanker(
                cache,
                new RankerSettings(
                        settings.endpoint(),
                        new RankerModel(MemoryReader.SPACE, 3, Set.of(accepted)),
                        settings.labels(),
                        settings.prompts(),
                        settings.fallbacks()));

        RankerException refused = refused(ranker);

        assertThat(refused.kind()).isEqualTo(Kind.FATAL);
        assertThat(refused)
                .hasMessageContaining(
                        "model fingerprint: " + MemoryReader.FINGERPRINT + " (expected: one of [" + accepted);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_number_that_json_cannot_hold_is_refused_by_its_candidate() {
        cache.hit("n", "text", row(1, 2, 3, Float.NaN, 5, 6));

        RankerException refused = refused(new MixRanker(cache, Rankers.settings(server)), "a", "n");

        assertThat(refused.kind()).isEqualTo(Kind.BAD_INPUT);
        assertThat(refused).hasMessageContaining("candidates[1]: a token that holds NaN");
    }

    @Test
    void a_read_that_is_refused_says_whether_to_come_again() {
        for (ReadRefusedException.Reason reason : ReadRefusedException.Reason.values()) {
            EmbeddingReader refusing = (request, memory) -> {
                throw new ReadRefusedException(reason, "because");
            };
            assertRefused(
                    refusing, reason.isRetryable() ? Kind.RETRYABLE : Kind.BAD_INPUT, "the cache refused: because");
        }
    }

    @Test
    void values_must_be_those_of_the_templates_slots() {
        MixRanker ranker = new MixRanker(cache, Rankers.settings(server));
        ScoreRequest request = request("q", "a");

        RankerException refused = catchThrowableOfType(
                RankerException.class,
                () -> ranker.score(
                        new ScoreRequest(Map.of("question", "q"), request.candidates(), request.staleness())));

        assertThat(refused.kind()).isEqualTo(Kind.BAD_INPUT);
        assertThat(refused).hasMessage("query values: [question] (expected: [query])");
    }

    @Test
    void an_item_that_fits_no_request_is_named() {
        MixRanker ranker = new MixRanker(
                cache, Rankers.settings(server, ItemFallbacks.strict(), Rankers.LIMITS.withMaxBytes(100)));

        RankerException refused = refused(ranker, "a");

        assertThat(refused.kind()).isEqualTo(Kind.BAD_INPUT);
        assertThat(refused.getMessage())
                .startsWith("candidates[0]: a request of ")
                .endsWith("(expected: <= 100)");
    }

    @Test
    void what_sglang_says_is_passed_on() {
        RankerSettings settings = Rankers.settings(server);
        MixRanker wrongPlaceholder = new MixRanker(
                cache,
                new RankerSettings(
                        settings.endpoint(),
                        settings.model(),
                        settings.labels(),
                        new PromptFormat(
                                new Placeholder("<|hold|>", 77),
                                Set.of(),
                                settings.prompts().query(),
                                PromptTemplate.parse("{tokens}"),
                                PromptTemplate.parse("{text}")),
                        settings.fallbacks()));

        RankerException refused = refused(wrongPlaceholder);

        assertThat(refused.kind()).isEqualTo(Kind.BAD_INPUT);
        assertThat(refused)
                .hasMessageContaining("SGLang answered 400: items[0] contains 0 occurrences of"
                        + " embed_override_token_id=77, but 2 override embeddings were provided.")
                .hasMessageContaining("candidates 0 to 0 at " + server.uri() + "/v1/score");
    }

    @Test
    void a_label_outside_the_vocabulary_is_refused_by_sglang() {
        RankerSettings settings = Rankers.settings(server);
        RankerException refused = refused(new MixRanker(
                cache,
                new RankerSettings(
                        settings.endpoint(),
                        settings.model(),
                        new LabelTokens(List.of(TinyTokenizer.VOCABULARY), LabelTokens.Scale.PROBABILITY),
                        settings.prompts(),
                        settings.fallbacks())));

        assertThat(refused).hasMessageContaining("Token ID 160000 is out of vocabulary (vocab size: 160000)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "200; {\"scores\":[[0.5,0.5],[0.5,0.5]]}; FATAL; 2 lists of scores (expected: 1)",
                "200; {\"scores\":[[0.5]]}; FATAL; scores[0] of 1 labels (expected: 2",
                "200; {\"scores\":[[0.5,null]]}; BAD_INPUT; scores[0]: null (expected: finite numbers)",
                "200; {\"scores\":[[0.5,\"NaN\"]]}; BAD_INPUT; scores[0]: \"NaN\" (expected: finite numbers)",
                "200; {\"scores\":[[0.5,1e999]]}; BAD_INPUT; expected: finite numbers",
                "200; {\"scores\":[[0.5,NaN]]}; FATAL; no JSON",
                "200; []; FATAL; no list of scores",
                "200; <html>; FATAL; no JSON: <html>",
                "400; {\"error\":{\"message\":\"wrong\"}}; BAD_INPUT; SGLang answered 400: wrong",
                "422; {\"detail\":[{\"msg\":\"field\"}]}; BAD_INPUT; SGLang answered 422: [{\"msg\":\"field\"}]",
                "401; {\"error\":\"Unauthorized\"}; FATAL; SGLang answered 401: {\"error\":\"Unauthorized\"}",
                "404; Not Found; FATAL; SGLang answered 404: Not Found",
                "429; busy; RETRYABLE; SGLang answered 429: busy",
                "503; <html>; RETRYABLE; SGLang answered 503: <html>",
                "302; moved; FATAL; SGLang answered 302: moved",
            })
    void an_answer_that_is_not_what_was_asked_for_is_refused(int status, String body, Kind kind, String message) {
        server.answerWith(status, body);

        assertRefused(cache, kind, message);
    }

    @Test
    void an_answer_without_end_is_given_up() {
        server.answerWith(200, " ".repeat(3 << 20));

        assertRefused(cache, Kind.RETRYABLE, "the answer has more than ");
    }

    @Test
    void a_server_that_is_away_may_come_back() {
        RankerSettings settings = Rankers.settings(server);
        URI gone = server.uri();
        server.close();

        RankerException refused = refused(new MixRanker(cache, settings));

        assertThat(refused.kind()).isEqualTo(Kind.RETRYABLE);
        assertThat(refused).hasMessageContaining(gone.toString());
    }

    /** The time-out is for who breaks it: JDK 17 ends a request's own time with the answer's headers. */
    @Test
    @Timeout(60)
    void the_deadline_holds_where_an_answer_begins_and_never_ends() {
        CountDownLatch released = new CountDownLatch(1);
        server.answerBy(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        RequestLimits limits = Rankers.LIMITS.withDeadline(Duration.ofMillis(300));

        RankerException refused =
                refused(new MixRanker(cache, Rankers.settings(server, ItemFallbacks.strict(), limits)));
        released.countDown();

        assertThat(refused.kind()).isEqualTo(Kind.RETRYABLE);
        assertThat(refused).hasMessageContaining("deadline: 300 ms passed before ");
    }

    @Test
    void a_read_that_took_the_whole_deadline_leaves_nothing_to_send() {
        AtomicLong nanos = new AtomicLong();
        cache.whenRead(() -> nanos.addAndGet(Duration.ofMinutes(5).toNanos()));

        RankerException refused = refused(new MixRanker(cache, Rankers.settings(server), nanos::get));

        assertThat(refused.kind()).isEqualTo(Kind.RETRYABLE);
        assertThat(refused).hasMessage("deadline: 5 min passed before the cache had answered");
        assertThat(server.requests()).isEmpty();
    }

    private void assertRefused(EmbeddingReader reader, Kind kind, String message) {
        RankerException refused = refused(new MixRanker(reader, Rankers.settings(server)));
        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.kind()).isEqualTo(kind);
    }

    private static RankerException refused(MixRanker ranker, String... ids) {
        return catchThrowableOfType(
                RankerException.class, () -> ranker.score(request("q", ids.length == 0 ? new String[] {"a"} : ids)));
    }
}
