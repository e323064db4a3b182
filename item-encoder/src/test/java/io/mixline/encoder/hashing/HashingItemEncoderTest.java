package io.mixline.encoder.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.ItemEncoderContract;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.bundle.BundleDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashingItemEncoderTest extends ItemEncoderContract {

    @TempDir
    Path directory;

    private ItemEncoder encoder;

    @BeforeEach
    void open() {
        encoder = new HashingItemEncoder(
                BundleDirectory.in(directory, BundleDirectory.HASHING).load().manifest());
    }

    @Override
    protected ItemEncoder encoder() {
        return encoder;
    }

    @Override
    protected float batchTolerance() {
        return 0;
    }

    @Override
    protected String tooLongText() {
        return "a".repeat(64 * HashingItemEncoder.CHARACTERS_PER_TOKEN + 1);
    }

    @Test
    void every_character_that_is_kept_counts() {
        String text = "Java engineer in Berlin";
        float[] numbers = numbers(encoder.run(encoder.tokenize(text).windows()).get(0));
        for (int at = 0; at < text.length(); at++) {
            String other = text.substring(0, at) + '_' + text.substring(at + 1);
            if (!other.equals(text)) {
                assertThat(numbers(
                                encoder.run(encoder.tokenize(other).windows()).get(0)))
                        .isNotEqualTo(numbers);
            }
        }
    }

    @Test
    void a_text_of_just_the_allowed_length_is_whole() {
        TokenizedText whole = encoder.tokenize("a".repeat(64 * HashingItemEncoder.CHARACTERS_PER_TOKEN));
        assertThat(whole.truncated()).isFalse();
        assertThat(whole.textTokens()).isEqualTo(64);
    }

    @Test
    void numbers_are_between_minus_one_and_one() {
        for (float number :
                numbers(encoder.run(encoder.tokenize("any").windows()).get(0))) {
            assertThat(number).isBetween(-1f, 1f);
        }
    }
}
