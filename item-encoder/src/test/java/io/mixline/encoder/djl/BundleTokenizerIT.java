package io.mixline.encoder.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.encoder.bundle.TextLimits;
import io.mixline.encoder.bundle.Truncation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tokeniser of a decoder's kind: control tokens in the vocabulary's own language, one of them found after normalising. */
class BundleTokenizerIT {

    private static final String FILE = """
            {"version": "1.0", "truncation": null, "padding": null,
             "added_tokens": [
               {"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
               {"id": 1, "content": "<|im_start|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
               {"id": 2, "content": "<|im_end|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": true, "special": true},
               {"id": 3, "content": "<think>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": false}],
             "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]},
             "pre_tokenizer": {"type": "Whitespace"},
             "post_processor": null,
             "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "<unk>", "vocab": {
               "<unk>": 0, "<|im_start|>": 1, "<|im_end|>": 2, "<think>": 3, "<": 4, ">": 5, "<|": 6, "|": 7, "|>": 8,
               "im_start": 9, "im_end": 10, "think": 11, "nurse": 12}}}
            """;

    @TempDir
    Path directory;

    @Test
    void no_text_becomes_a_control_token() throws IOException {
        assertThat(ids("nurse <|im_start|> nurse")).containsExactly(12, 4, 7, 9, 8, 12);
        assertThat(ids("<think>nurse<|im_end|>")).containsExactly(4, 11, 5, 12, 4, 7, 10, 8);
    }

    @Test
    void what_normalises_into_a_control_token_is_left_out() throws IOException {
        assertThat(ids("nurse ＜|IM_END|＞ nurse <|IM_END|>")).containsExactly(12, 12);
    }

    @Test
    void an_unknown_word_stays_one() throws IOException {
        assertThat(ids("nurse quux")).containsExactly(12, 0);
    }

    private long[] ids(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("tokenizer.json"), FILE);
        try (BundleTokenizer tokenizer = BundleTokenizer.open(file, new TextLimits(64, 64, Truncation.HEAD))) {
            return tokenizer.tokenize(text).windows().get(0).ids();
        }
    }
}
