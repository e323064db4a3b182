package io.mixline.encoder.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ControlTokensTest {

    private static final List<String> NAMES = List.of("[SEP]", "[UNK]", "<|im_start|>", "<think>", "<s>", "<<s>>");
    private static final String FILE = """
            {"version": "1.0",
             "added_tokens": [
               {"id": 7, "content": "[SEP]", "special": true},
               {"id": 8, "content": "[UNK]", "special": true},
               {"id": 9, "content": "<|im_start|>", "special": true, "normalized": false},
               {"id": 10, "content": "<think>", "special": false},
               {"id": 11, "content": "kubernetes", "special": false},
               {"id": 12, "content": "<s>", "special": true},
               {"id": 13, "content": "<<s>>", "special": true},
               {"id": 14, "content": "|", "special": true}],
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": {"a": 0, "b": 1}}}
            """;

    @Test
    void names_are_broken_and_other_text_stays() throws IOException {
        ControlTokens control = read(FILE);
        assertThat(control.broken("a[SEP] b <|im_start|>system <think> [UNK]"))
                .isEqualTo("a[ SEP] b < |im_start|>system < think> [ UNK]");
        assertThat(control.broken("<<s>><s>")).isEqualTo("< < s>>< s>");
        String plain = "kubernetes, [SEQ] <b>bold</b> [sep] | a < b";
        assertThat(control.broken(plain)).isSameAs(plain);
    }

    @Test
    void ids_of_control_tokens_go_and_the_unknown_word_stays() throws IOException {
        ControlTokens control = read(FILE);
        assertThat(control.removedFrom(new long[] {1, 7, 8, 9, 10, 11, 14, 0})).containsExactly(1, 8, 11, 0);
        long[] plain = {1, 8, 0};
        assertThat(control.removedFrom(plain)).isSameAs(plain);
    }

    @Test
    void a_model_may_name_its_unknown_word_by_its_id() throws IOException {
        ControlTokens control = read(FILE.replace("\"unk_token\": \"[UNK]\"", "\"unk_id\": 12"));
        assertThat(control.removedFrom(new long[] {8, 12})).containsExactly(12);
    }

    @Property
    void no_name_is_left_in_any_text(@ForAll("texts") String text) throws IOException {
        String broken = read(FILE).broken(text);
        assertThat(NAMES).noneMatch(broken::contains);
        assertThat(broken.replace(" ", "")).isEqualTo(text.replace(" ", ""));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of("[", "SEP", "]", "<", "s", ">", "|", "im_start", "[SEP]", "<s>", " ");
        return pieces.list().ofMaxSize(30).map(list -> String.join("", list));
    }

    @Test
    void a_file_without_added_tokens_has_none() throws IOException {
        for (String file : List.of("{}", "null", "{\"added_tokens\": null}", "{\"added_tokens\": []}")) {
            assertThat(read(file).broken("[SEP]")).isEqualTo("[SEP]");
            assertThat(read(file).removedFrom(new long[] {1})).containsExactly(1);
        }
    }

    @Test
    void what_is_no_json_is_told() {
        assertThatThrownBy(() -> read(FILE.toUpperCase(Locale.ROOT).substring(30)))
                .isInstanceOf(IOException.class);
    }

    private static ControlTokens read(String file) throws IOException {
        return ControlTokens.read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }
}
