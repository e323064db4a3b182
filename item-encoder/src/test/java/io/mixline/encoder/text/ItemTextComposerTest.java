package io.mixline.encoder.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.ItemContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ItemTextComposerTest {

    private static final ItemTextComposer COMPOSER =
            new ItemTextComposer(TextTemplate.parse("""
                    {title}
                    {company, location}
                    Skills: {skills}
                    {attributes.*}
                    {description}
                    """), TextTemplate.parse("{title, company, location}"));

    private static final ItemContent POSTING = new ItemContent(Map.of(
            "title", List.of("Engineer"),
            "company", List.of("Acme"),
            "location", List.of("Berlin"),
            "skills", List.of("Java", "SQL"),
            "attributes.level", List.of("senior"),
            "attributes.contract", List.of("full-time"),
            "description", List.of("Build things.\nWell.")));

    @Test
    void a_whole_posting_fills_every_line() {
        ItemText text = COMPOSER.compose(POSTING);
        assertThat(text.text()).isEqualTo("""
                        Engineer
                        Acme, Berlin
                        Skills: Java, SQL
                        contract: full-time; level: senior
                        Build things.
                        Well.""");
        assertThat(text.shortText()).isEqualTo("Engineer, Acme, Berlin");
    }

    @Test
    void a_line_without_any_of_its_fields_is_left_out() {
        ItemText text = COMPOSER.compose(new ItemContent(
                Map.of("location", List.of("Berlin"), "skills", List.of("  "), "description", List.of("Build."))));
        assertThat(text.text()).isEqualTo("Berlin\nBuild.");
        assertThat(text.shortText()).isEqualTo("Berlin");
    }

    @Test
    void content_without_any_field_composes_to_the_empty_text() {
        ItemText text = COMPOSER.compose(new ItemContent(Map.of("unmapped", List.of("x"), "title", List.of(" \n "))));
        assertThat(text.isEmpty()).isTrue();
        assertThat(text.shortText()).isNull();
    }

    @Test
    void a_short_text_is_one_line_of_bounded_length() {
        ItemText text = COMPOSER.compose(new ItemContent(Map.of("title", List.of("a\n\tb" + "😀".repeat(50_000)))));
        assertThat(text.shortText())
                .startsWith("a b😀")
                .hasSizeLessThanOrEqualTo(512)
                .endsWith("😀");
    }

    @Test
    void a_fingerprint_changes_with_either_text_and_only_then() {
        assertThat(ItemText.of("ab", "c").fingerprint())
                .isEqualTo(ItemText.of("ab", "c").fingerprint())
                .isNotEqualTo(ItemText.of("a", "bc").fingerprint())
                .isNotEqualTo(ItemText.of("abc", "").fingerprint())
                .isNotEqualTo(ItemText.of("abc", null).fingerprint())
                .isNotEqualTo(ItemText.of("", "abc").fingerprint());
        assertThat(ItemText.of("ab", "").fingerprint())
                .isEqualTo(ItemText.of("ab", null).fingerprint());
    }

    @Test
    void the_fingerprint_of_a_text_never_changes_between_releases() {
        assertThat(COMPOSER.compose(POSTING).fingerprint()).hasToString("4f55c6db5ec5c78c166afa45713c8238");
    }

    @Test
    void hostile_text_becomes_text_that_can_be_written() {
        String hostile = "\uD800 a \uDC00\u0000b\u0007 😀 \uD83D";
        ItemText text = COMPOSER.compose(new ItemContent(Map.of("title", List.of(hostile))));
        assertThat(text.text()).isEqualTo("\uFFFD a \uFFFD b  😀 \uFFFD");
        assertThat(new String(text.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text.text());
    }

    @Property(tries = 500)
    void any_content_composes_to_text_that_survives_utf_8_twice_the_same(
            @ForAll String title, @ForAll String description, @ForAll List<String> skills) {
        ItemContent content =
                new ItemContent(Map.of("title", List.of(title), "description", List.of(description), "skills", skills));
        ItemText text = COMPOSER.compose(content);
        assertThat(new String(text.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text.text());
        assertThat(COMPOSER.compose(content)).isEqualTo(text);
    }

    @Test
    void a_hundred_kilobytes_of_emoji_are_a_text_like_any_other() {
        ItemText text = COMPOSER.compose(new ItemContent(Map.of("description", List.of("😀".repeat(25_000)))));
        assertThat(text.text()).hasSize(50_000);
    }
}
