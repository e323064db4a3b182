package io.mixline.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.client.ItemStatus;
import io.mixline.schemas.ItemId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What settings and requests can say, and what they cannot. */
class SettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a b", "a\nb", "<\u200B", "|x|", "aa", "<unk>\u00A0"})
    void a_placeholder_that_could_not_be_told_from_its_neighbours_is_refused(String text) {
        assertThat(text)
                .satisfies(shown -> assertThatThrownBy(() -> new Placeholder(shown, 1))
                        .hasMessageContaining("placeholder: \"" + shown + "\" (expected: "));
    }

    @Test
    void a_placeholder_needs_an_id() {
        assertThatThrownBy(() -> new Placeholder("<|x|>", -1)).hasMessageContaining("token id: -1 (expected: >= 0)");
    }

    @Test
    void templates_have_their_slots_and_no_placeholder() {
        assertThatThrownBy(() -> format("{query}", "Job", "{text}")).hasMessageContaining("itemOfTokens: \"Job\"");
        assertThatThrownBy(() -> format("{query}", "{tokens}{title}", "{text}"))
                .hasMessageContaining("[shortText, tokens] no other slot");
        assertThatThrownBy(() -> format("{query}", "{tokens}", "{tokens}")).hasMessageContaining("itemOfText");
        assertThatThrownBy(() -> format("{query}<|EMBED|>", "{tokens}", "{text}"))
                .hasMessageContaining("expected: no placeholder <|embed|>");
    }

    @Test
    void a_control_token_that_touches_the_placeholder_is_refused() {
        assertThatThrownBy(() -> new PromptFormat(
                        Rankers.PLACEHOLDER,
                        Set.of("|>x"),
                        PromptTemplate.parse("{q}"),
                        PromptTemplate.parse("{tokens}"),
                        PromptTemplate.parse("{text}")))
                .hasMessageContaining("control token: \"|>x\"");
    }

    @Test
    void a_template_is_literals_and_slots() {
        PromptTemplate template = PromptTemplate.parse("a {{b}} {c}{d_1}");

        assertThat(template.parts())
                .containsExactly(
                        new PromptTemplate.Literal("a {b} "),
                        new PromptTemplate.Slot("c"),
                        new PromptTemplate.Slot("d_1"));
        assertThat(template.slots()).containsExactlyInAnyOrder("c", "d_1");
        assertThat(PromptTemplate.parse("").parts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "a}b", "{a b}", "{}", "{a}{a}", "{{}"})
    void a_template_that_is_none_is_refused(String source) {
        assertThatThrownBy(() -> PromptTemplate.parse(source)).hasMessageContaining("\"" + source + "\"");
    }

    @Test
    void limits_are_limits() {
        RequestLimits limits = RequestLimits.defaults();

        assertThatThrownBy(() -> limits.withDeadline(Duration.ZERO))
                .hasMessageContaining("deadline: 0 s (expected: > 0 and <= 1 h)");
        assertThatThrownBy(() -> limits.withDeadline(Duration.ofDays(1))).hasMessageContaining("deadline: 1 d");
        assertThatThrownBy(() -> limits.withMaxItems(0)).hasMessageContaining("maxItems: 0");
        assertThatThrownBy(() -> limits.withMaxInFlight(0)).hasMessageContaining("maxInFlight: 0");
        assertThatThrownBy(() -> limits.withMaxBytes(0)).hasMessageContaining("maxBytes: 0");
        assertThatThrownBy(() -> limits.withMaxBytes(1L << 31)).hasMessageContaining("maxBytes: 2147483648");
    }

    @Test
    void an_endpoint_is_an_address_and_hides_its_key() {
        URI uri = URI.create("https://ranker:30000");

        assertThat(ScoreEndpoint.at(uri, "m").withApiKey("secret").toString())
                .contains("m at https://ranker:30000 with a key")
                .doesNotContain("secret");
        assertThatThrownBy(() -> ScoreEndpoint.at(URI.create("file:/x"), "m")).hasMessageContaining("uri: file:/x");
        assertThatThrownBy(() -> ScoreEndpoint.at(uri, " ")).hasMessageContaining("servedModel");
        assertThatThrownBy(() -> ScoreEndpoint.at(uri, "m").withApiKey("a\nb"))
                .hasMessage("apiKey: hidden (expected: printable ASCII without spaces)");
    }

    @ParameterizedTest
    @CsvSource({
        "http://ranker:30000, http://ranker:30000/v1/score",
        "http://ranker:30000/, http://ranker:30000/v1/score",
        "http://proxy/rankers/a, http://proxy/rankers/a/v1/score"
    })
    void an_endpoint_is_the_server_and_scores_are_asked_for_below_it(URI server, URI scores) {
        assertThat(ScoreEndpoint.at(server, "m").scoreUri()).isEqualTo(scores);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://ranker:30000/v1/score", "http://ranker/v1/score/", "http://ranker?a=b", "http://ranker#a"
            })
    void an_endpoint_that_is_more_than_the_server_is_refused(String uri) {
        assertThatThrownBy(() -> ScoreEndpoint.at(URI.create(uri), "m"))
                .hasMessageContaining("uri: " + uri + " (expected: the server alone");
    }

    @Test
    void labels_are_some_and_none_twice() {
        assertThatThrownBy(() -> new LabelTokens(List.of(), LabelTokens.Scale.SOFTMAX))
                .hasMessageContaining("label token ids: []");
        assertThatThrownBy(() -> new LabelTokens(List.of(1, 1), LabelTokens.Scale.SOFTMAX))
                .hasMessageContaining("none twice");
        assertThatThrownBy(() -> new LabelTokens(List.of(-1), LabelTokens.Scale.SOFTMAX))
                .hasMessageContaining(">= 0");
    }

    @Test
    void a_ranker_has_a_dimension() {
        assertThatThrownBy(() -> RankerModel.trainedWith(MemoryReader.SPACE, 0)).hasMessageContaining("dimension: 0");
    }

    @Test
    void strict_fallbacks_present_nothing_that_is_known_to_be_wrong() {
        ItemFallbacks strict = ItemFallbacks.strict();

        assertThat(strict.presentation(ItemStatus.HIT, "short", "caller's")).isEqualTo(Presentation.TOKENS);
        assertThat(strict.presentation(ItemStatus.MISS, null, "caller's")).isEqualTo(Presentation.CALLER_TEXT);
        assertThat(strict.presentation(ItemStatus.MISS, null, " ")).isEqualTo(Presentation.SKIPPED);
        assertThat(strict.presentation(ItemStatus.DELETED, null, "caller's")).isEqualTo(Presentation.SKIPPED);
        assertThat(strict.presentation(ItemStatus.STALE, "short", "caller's")).isEqualTo(Presentation.CALLER_TEXT);
        assertThat(strict.presentation(ItemStatus.STALE, "short", null)).isEqualTo(Presentation.SKIPPED);
    }

    @Test
    void declared_fallbacks_are_followed() {
        ItemFallbacks declared = ItemFallbacks.strict()
                .onMiss(Fallback.FLOOR)
                .onDeleted(Fallback.CALLER_TEXT)
                .onStale(Fallback.TOKENS)
                .onNoText(Fallback.FLOOR);

        assertThat(declared.presentation(ItemStatus.MISS, null, "caller's")).isEqualTo(Presentation.FLOORED);
        assertThat(declared.presentation(ItemStatus.DELETED, null, "caller's")).isEqualTo(Presentation.CALLER_TEXT);
        assertThat(declared.presentation(ItemStatus.DELETED, null, null)).isEqualTo(Presentation.FLOORED);
        assertThat(declared.presentation(ItemStatus.STALE, "short", null)).isEqualTo(Presentation.TOKENS);
        ItemFallbacks shortTexts = declared.onStale(Fallback.SHORT_TEXT);
        assertThat(shortTexts.presentation(ItemStatus.STALE, "short", "caller's"))
                .isEqualTo(Presentation.SHORT_TEXT);
        assertThat(shortTexts.presentation(ItemStatus.STALE, null, "caller's")).isEqualTo(Presentation.CALLER_TEXT);
        assertThat(shortTexts.presentation(ItemStatus.STALE, null, null)).isEqualTo(Presentation.FLOORED);
    }

    @Test
    void fallbacks_that_cannot_be_followed_are_refused() {
        ItemFallbacks strict = ItemFallbacks.strict();

        assertThatThrownBy(() -> strict.onMiss(Fallback.TOKENS)).hasMessageContaining("expected: not TOKENS");
        assertThatThrownBy(() -> strict.onDeleted(Fallback.TOKENS)).hasMessageContaining("expected: not TOKENS");
        assertThatThrownBy(() -> strict.onNoText(Fallback.CALLER_TEXT)).hasMessageContaining("SKIP or FLOOR");
        assertThatThrownBy(() -> strict.withFloor(Double.NaN)).hasMessageContaining("floor: NaN");
    }

    @Test
    void a_score_is_what_its_presentation_has() {
        assertThatThrownBy(() -> new ItemScore(
                        new ItemId("a"), ItemStatus.MISS, Presentation.SKIPPED, OptionalDouble.of(1), List.of()))
                .hasMessageContaining("expected: what SKIPPED has");
        assertThatThrownBy(() -> new ItemScore(
                        new ItemId("a"), ItemStatus.HIT, Presentation.TOKENS, OptionalDouble.of(1), List.of()))
                .hasMessageContaining("expected: what TOKENS has");
    }

    private static PromptFormat format(String query, String itemOfTokens, String itemOfText) {
        return new PromptFormat(
                Rankers.PLACEHOLDER,
                Set.of(),
                PromptTemplate.parse(query),
                PromptTemplate.parse(itemOfTokens),
                PromptTemplate.parse(itemOfText));
    }
}
