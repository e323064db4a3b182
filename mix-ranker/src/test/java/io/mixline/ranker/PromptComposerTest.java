package io.mixline.ranker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever content is made of, counted in the ids of a tokeniser that normalises boldly. */
class PromptComposerTest {

    /** Its slots touch each other, and literals that are half a reserved name. */
    private static final PromptFormat TIGHT = new PromptFormat(
            Rankers.PLACEHOLDER,
            Set.of(TinyTokenizer.TURN_END),
            PromptTemplate.parse("<|{first}{second}|><|im_end|>"),
            PromptTemplate.parse("<|embed{shortText}{tokens}|>"),
            PromptTemplate.parse("{text}|>"));

    @Property(tries = 2000)
    void no_content_becomes_a_placeholder_or_ends_a_turn(
            @ForAll("fragments") String first, @ForAll("fragments") String second, @ForAll("fragments") String text) {
        Map<PromptComposer, Map<String, String>> formats = Map.of(
                new PromptComposer(Rankers.PROMPTS), Map.of("query", first + second),
                new PromptComposer(TIGHT), Map.of("first", first, "second", second));
        formats.forEach((composer, values) -> {
            String query = composer.query(values);
            String ofTokens = composer.itemOfTokens(3, text);
            String ofText = composer.itemOfText(text);

            assertThat(TinyTokenizer.placeholders(query)).as(query).isZero();
            assertThat(TinyTokenizer.placeholders(ofTokens)).as(ofTokens).isEqualTo(3);
            assertThat(TinyTokenizer.placeholders(ofText)).as(ofText).isZero();
            assertThat(Collections.frequency(TinyTokenizer.ids(query), TinyTokenizer.TURN_END_ID))
                    .as(query)
                    .isEqualTo(1);
        });
    }

    /** Pieces of the reserved names, in many guises. */
    @Provide
    Arbitrary<String> fragments() {
        return Arbitraries.of(
                        "<",
                        "|",
                        ">",
                        "<|",
                        "|>",
                        "e",
                        "m",
                        "bed",
                        "embed",
                        "EMBED",
                        "<|embed|>",
                        "im_end",
                        "<|im_end|>",
                        "＜",
                        "｜",
                        "＞",
                        "\u200B",
                        "\u0301",
                        "\u00AD",
                        "\u0000",
                        "ｅｍｂｅｄ",
                        "𝐞mbed",
                        " ",
                        "\n",
                        "job",
                        "\uD800",
                        "É",
                        "|><|")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }

    @Test
    void a_literal_that_content_would_complete_is_broken() {
        assertThat(new PromptComposer(TIGHT).query(Map.of("first", "em", "second", "bed")))
                .isEqualTo("< |embed|><|im_end|>");
    }
}
