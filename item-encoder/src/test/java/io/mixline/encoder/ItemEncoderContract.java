package io.mixline.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.encoder.pooling.PositionStates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine keeps. Its texts are longer and shorter than the bundle under test takes. */
public abstract class ItemEncoderContract {

    /** The engine under test, opened once; this class does not close it. */
    protected abstract ItemEncoder encoder();

    /** How far a number of a window may move when other windows run beside it. */
    protected abstract float batchTolerance();

    /** A text that is longer than the bundle takes. */
    protected abstract String tooLongText();

    static List<String> hostileTexts() {
        return List.of(
                "\uD800",
                "a\uDC00b",
                "\u0000",
                "\u0001\u0002\u001F\u007F",
                " ",
                "\n\t",
                "😀😀👩‍👩‍👧‍👦",
                "\u202Eabc\u200B\uFEFF",
                "i̇İıß",
                "word".repeat(25_000),
                "😀".repeat(25_000),
                "a b ".repeat(25_000));
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void hostile_text_is_tokenised_and_run(String text) {
        List<TokenWindow> windows = encoder().tokenize(text).windows();
        assertThat(encoder().run(windows.subList(0, 1))).hasSize(1);
    }

    @Test
    void the_same_text_gives_the_same_numbers() {
        TokenizedText once = encoder().tokenize("Java engineer in Berlin");
        TokenizedText again = encoder().tokenize("Java engineer in Berlin");
        assertThat(numbers(encoder().run(again.windows()).get(0)))
                .isEqualTo(numbers(encoder().run(once.windows()).get(0)));
    }

    @Test
    void another_text_gives_other_numbers() {
        assertThat(numbers(run("Java engineer in Berlin"))).isNotEqualTo(numbers(run("Java engineer in Hamburg")));
    }

    @Test
    void a_window_beside_others_of_any_length_gives_what_it_gives_alone() {
        List<TokenWindow> windows = new ArrayList<>();
        for (String text : List.of("Nurse", "Java engineer in Berlin, full-time", "Cook", tooLongText())) {
            windows.add(encoder().tokenize(text).windows().get(0));
        }
        List<PositionStates> together = encoder().run(windows);
        for (int i = 0; i < windows.size(); i++) {
            float[] alone = numbers(encoder().run(windows.subList(i, i + 1)).get(0));
            float[] beside = numbers(together.get(i));
            assertThat(beside).hasSameSizeAs(alone);
            for (int at = 0; at < alone.length; at++) {
                assertThat(Math.abs(beside[at] - alone[at])).isLessThanOrEqualTo(batchTolerance());
            }
        }
    }

    @Test
    void a_text_that_is_too_long_says_so_and_keeps_its_head() {
        TokenizedText cut = encoder().tokenize(tooLongText());
        TokenizedText longer = encoder().tokenize(tooLongText() + " and more");
        assertThat(cut.truncated()).isTrue();
        assertThat(longer.truncated()).isTrue();
        assertThat(longer.textTokens()).isEqualTo(cut.textTokens());
        for (int window = 0; window < cut.windows().size(); window++) {
            assertThat(longer.windows().get(window).ids())
                    .isEqualTo(cut.windows().get(window).ids());
        }
        assertThat(encoder().tokenize("Nurse").truncated()).isFalse();
    }

    private PositionStates run(String text) {
        return encoder().run(encoder().tokenize(text).windows().subList(0, 1)).get(0);
    }

    protected static float[] numbers(PositionStates states) {
        float[] numbers = new float[states.values().remaining()];
        states.values().duplicate().get(numbers);
        return numbers;
    }
}
