package io.mixline.ranker;

import static io.mixline.ranker.Rankers.request;
import static io.mixline.ranker.Rankers.row;
import static io.mixline.ranker.Rankers.scoreOfText;
import static io.mixline.ranker.Rankers.scoreOfTokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadExtra;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole calls over real HTTP: what is sent, and whose score comes back where. */
class MixRankerTest {

    private static final float[] A = {0.25f, -1.5f, 3f, 0f, 1e-7f, 8f};
    private static final float[] B = {1f, 2f, 3f, 4f, 5f, 6f};
    private static final float[] C = {-0.1f, 0.2f, -0.3f, 0.4f, -0.5f, 0.6f};

    private final ScoreServer server = new ScoreServer(Rankers.SHAPE.dimension());
    private final MemoryReader cache = new MemoryReader(Rankers.SHAPE)
            .hit("a", "Nurse, Bern", row(A))
            .hit("b", "Smith, Köln", row(B))
            .stale("c", "Baker, Graz", row(C))
            .deleted("d");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void items_are_scored_by_their_tokens_in_the_order_of_the_request() {
        List<ItemScore> scores = ranker(ItemFallbacks.strict()).score(request("night shift", "b", "a", "b"));

        assertThat(scores).extracting(score -> score.itemId().value()).containsExactly("b", "a", "b");
        assertThat(scores).extracting(ItemScore::presentation).containsOnly(Presentation.TOKENS);
        assertScore(scores.get(0), scoreOfTokens("night shift", "Smith, Köln", B));
        assertScore(scores.get(1), scoreOfTokens("night shift", "Nurse, Bern", A));
        assertThat(scores.get(2).score()).isEqualTo(scores.get(0).score());
    }

    @Test
    void every_label_has_its_score_and_the_first_is_the_items() {
        ItemScore score =
                ranker(ItemFallbacks.strict()).score(request("q", "a")).get(0);

        assertThat(score.labelScores()).hasSize(2);
        assertThat(score.score()).hasValue(score.labelScores().get(0));
        assertThat(score.labelScores().get(0) - score.labelScores().get(1)).isCloseTo(4e-3, within(1e-9));
    }

    @Test
    void a_request_says_what_sglang_needs() {
        RankerSettings settings = Rankers.settings(server);
        new MixRanker(
                        cache,
                        new RankerSettings(
                                settings.endpoint().withApiKey("secret"),
                                settings.model(),
                                new LabelTokens(List.of(7), LabelTokens.Scale.SOFTMAX),
                                settings.prompts(),
                                settings.fallbacks()))
                .score(request("q", "a"));

        JsonNode sent = server.requests().get(0);
        assertThat(sent.path("model").textValue()).isEqualTo("ranker");
        assertThat(sent.path("query").textValue()).isEqualTo("Query: q<|im_end|>\n");
        assertThat(sent.path("items").toString()).isEqualTo("[\"Job <|embed|><|embed|> Nurse, Bern<|im_end|>\"]");
        assertThat(sent.path("label_token_ids").toString()).isEqualTo("[7]");
        assertThat(sent.path("apply_softmax").booleanValue()).isTrue();
        assertThat(sent.path("embed_override_token_id").intValue()).isEqualTo(TinyTokenizer.PLACEHOLDER_ID);
        assertThat(sent.path("item_embed_overrides").toString()).isEqualTo("[[[0.25,-1.5,3.0],[0.0,1.0E-7,8.0]]]");
        assertThat(server.authorizations()).containsExactly("Bearer secret");
    }

    @Test
    void an_item_without_tokens_is_presented_by_text_and_without_a_placeholder() {
        MixRanker ranker = ranker(ItemFallbacks.strict().onStale(Fallback.SHORT_TEXT));

        List<ItemScore> scores = ranker.score(request("q")
                .withCandidates(List.of(
                        Candidate.of(new ItemId("c")),
                        new Candidate(new ItemId("x"), "Pilot, Wien"),
                        Candidate.of(new ItemId("a")))));

        assertThat(scores)
                .extracting(ItemScore::presentation)
                .containsExactly(Presentation.SHORT_TEXT, Presentation.CALLER_TEXT, Presentation.TOKENS);
        assertThat(scores)
                .extracting(ItemScore::status)
                .containsExactly(ItemStatus.STALE, ItemStatus.MISS, ItemStatus.HIT);
        assertScore(scores.get(0), scoreOfText("q", "Baker, Graz"));
        assertScore(scores.get(1), scoreOfText("q", "Pilot, Wien"));
        assertScore(scores.get(2), scoreOfTokens("q", "Nurse, Bern", A));
        JsonNode overrides = server.requests().get(0).path("item_embed_overrides");
        assertThat(IntStream.range(0, 3).mapToObj(i -> overrides.get(i).isNull()))
                .containsExactly(true, true, false);
    }

    @Test
    void scores_stay_with_their_items_where_others_are_skipped_or_floored() {
        MixRanker ranker =
                ranker(ItemFallbacks.strict().onDeleted(Fallback.FLOOR).withFloor(-9), Rankers.LIMITS.withMaxItems(2));

        List<ItemScore> scores = ranker.score(request("q", "x", "a", "d", "y", "b", "c", "a"));

        assertThat(scores)
                .extracting(ItemScore::presentation)
                .containsExactly(
                        Presentation.SKIPPED,
                        Presentation.TOKENS,
                        Presentation.FLOORED,
                        Presentation.SKIPPED,
                        Presentation.TOKENS,
                        Presentation.SKIPPED,
                        Presentation.TOKENS);
        assertScore(scores.get(1), scoreOfTokens("q", "Nurse, Bern", A));
        assertScore(scores.get(4), scoreOfTokens("q", "Smith, Köln", B));
        assertScore(scores.get(6), scoreOfTokens("q", "Nurse, Bern", A));
        assertThat(scores.get(2).score()).hasValue(-9);
        assertThat(scores.get(0).score()).isEqualTo(OptionalDouble.empty());
        assertThat(server.requests())
                .extracting(sent -> sent.path("items").size())
                .containsExactlyInAnyOrder(2, 1);
    }

    @Test
    void nothing_is_sent_where_no_item_is_to_be_scored() {
        assertThat(ranker(ItemFallbacks.strict()).score(request("q", "x", "d")))
                .extracting(ItemScore::presentation)
                .containsOnly(Presentation.SKIPPED);
        assertThat(ranker(ItemFallbacks.strict()).score(request("q"))).isEmpty();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void an_item_of_text_has_the_same_score_whoever_its_batch_mates_are() {
        MixRanker ranker = ranker(ItemFallbacks.strict());
        Candidate text = new Candidate(new ItemId("x"), "Pilot, Wien");

        double alone = ranker.score(request("q").withCandidates(List.of(text)))
                .get(0)
                .score()
                .orElseThrow();
        double beside = ranker.score(request("q").withCandidates(List.of(Candidate.of(new ItemId("a")), text)))
                .get(1)
                .score()
                .orElseThrow();

        assertThat(alone).isEqualTo(beside);
        // Without overrides SGLang would tokenise query and item as one text.
        assertThat(server.requests().get(0).path("item_embed_overrides").toString())
                .isEqualTo("[null]");
    }

    @Test
    void a_long_list_is_split_by_items_and_by_bytes() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            float[] numbers = {i, 1, 2, 3, 4, i};
            cache.hit("i" + i, "text " + i, row(numbers));
            ids.add("i" + i);
        }
        String[] all = ids.toArray(String[]::new);

        for (RequestLimits limits : List.of(
                Rankers.LIMITS.withMaxItems(5).withMaxInFlight(1),
                Rankers.LIMITS.withMaxItems(4).withMaxInFlight(9),
                Rankers.LIMITS.withMaxBytes(600))) {
            List<ItemScore> scores = ranker(ItemFallbacks.strict(), limits).score(request("q", all));
            for (int i = 0; i < 23; i++) {
                assertScore(scores.get(i), scoreOfTokens("q", "text " + i, i, 1, 2, 3, 4, i));
            }
        }

        assertThat(server.requests().subList(0, 5))
                .extracting(sent -> sent.path("items").size())
                .containsExactly(5, 5, 5, 5, 3);
        assertThat(server.requests().subList(11, server.requests().size()))
                .allSatisfy(sent -> assertThat(sent.toString().length()).isLessThanOrEqualTo(600));
    }

    @Test
    void short_texts_are_read_only_where_a_prompt_can_hold_them() {
        RankerSettings settings = Rankers.settings(server);
        PromptFormat withoutShortText = new PromptFormat(
                Rankers.PLACEHOLDER,
                Set.of(),
                settings.prompts().query(),
                PromptTemplate.parse("{tokens}"),
                PromptTemplate.parse("{text}"));
        for (Fallback onStale : List.of(Fallback.SKIP, Fallback.SHORT_TEXT)) {
            new MixRanker(
                            cache,
                            new RankerSettings(
                                    settings.endpoint(),
                                    settings.model(),
                                    settings.labels(),
                                    withoutShortText,
                                    settings.fallbacks().onStale(onStale)))
                    .score(request("q", "c"));
        }
        ranker(ItemFallbacks.strict()).score(request("q", "a"));

        assertThat(cache.reads())
                .extracting(read -> read.wants(ReadExtra.SHORT_TEXTS))
                .containsExactly(false, true, true);
    }

    @Test
    void numbers_of_two_bytes_arrive_as_the_floats_they_are() {
        short[] halves = {0x3C00, (short) 0xC000, 0x3555, 0x0001, (short) 0x8000, 0x7BFF};
        short[] brains = {0x3F80, (short) 0xC000, 0x3EAB, 0x0080, (short) 0x8000, 0x7F7F};
        float[] asHalves = {1, -2, 0.33325195f, 0x1p-24f, 0, 65504};
        float[] asBrains = {1, -2, 0.33398438f, 0x1p-126f, 0, 0x1.FEp127f};

        assertThat(sent(EmbeddingDtype.FLOAT16, halves)).containsExactly(boxed(asHalves));
        assertThat(sent(EmbeddingDtype.BFLOAT16, brains)).containsExactly(boxed(asBrains));
    }

    private List<Float> sent(EmbeddingDtype dtype, short[] numbers) {
        ByteBuffer row = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        for (short number : numbers) {
            row.putShort(number);
        }
        MemoryReader ofTwoBytes = new MemoryReader(new EmbeddingShape(2, 3, dtype)).hit("h", null, row.array());
        new MixRanker(ofTwoBytes, Rankers.settings(server)).score(request("q", "h"));
        List<Float> sent = new ArrayList<>();
        for (JsonNode vector : server.requests()
                .get(server.requests().size() - 1)
                .path("item_embed_overrides")
                .get(0)) {
            vector.forEach(number -> sent.add((float) number.doubleValue() + 0f));
        }
        return sent;
    }

    private static Float[] boxed(float[] numbers) {
        Float[] boxed = new Float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            boxed[i] = numbers[i];
        }
        return boxed;
    }

    private MixRanker ranker(ItemFallbacks fallbacks) {
        return ranker(fallbacks, Rankers.LIMITS);
    }

    private MixRanker ranker(ItemFallbacks fallbacks, RequestLimits limits) {
        return new MixRanker(cache, Rankers.settings(server, fallbacks, limits));
    }

    private static void assertScore(ItemScore score, double expected) {
        assertThat(score.score().orElseThrow()).isCloseTo(expected, within(1e-9));
    }
}
