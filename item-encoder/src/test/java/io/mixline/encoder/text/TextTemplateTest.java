package io.mixline.encoder.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.ItemContent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTemplateTest {

    private static final ItemContent TITLE = new ItemContent(Map.of("title", List.of("Engineer")));

    @Test
    void a_constant_line_stays_beside_a_field_but_not_alone() {
        TextTemplate template = TextTemplate.parse("passage:\n{title}");
        assertThat(template.render(TITLE)).isEqualTo("passage:\nEngineer");
        assertThat(template.render(new ItemContent(Map.of()))).isEmpty();
    }

    @Test
    void absent_fields_of_a_list_leave_no_trace() {
        TextTemplate template = TextTemplate.parse("{company, title, location}");
        assertThat(template.render(TITLE)).isEqualTo("Engineer");
    }

    @Test
    void a_doubled_brace_is_a_brace() {
        assertThat(TextTemplate.parse("{{{title}}}").render(TITLE)).isEqualTo("{Engineer}");
    }

    @Test
    void a_value_is_never_read_as_a_template() {
        ItemContent content = new ItemContent(Map.of("title", List.of("{company}")));
        assertThat(TextTemplate.parse("{title}").render(content)).isEqualTo("{company}");
    }

    @Test
    void a_prefix_takes_only_what_is_under_it_and_not_what_is_blank() {
        ItemContent content = new ItemContent(Map.of(
                "attributes.b", List.of("2", "3"),
                "attributes.a", List.of(" "),
                "attributesx", List.of("no")));
        assertThat(TextTemplate.parse("{attributes.*}").render(content)).isEqualTo("b: 2, 3");
    }

    @Test
    void blank_lines_of_a_template_stay_inside_but_not_at_the_ends() {
        TextTemplate template = TextTemplate.parse("\n{company}\n\n{title}\n\n{location}\n");
        assertThat(template.render(TITLE)).isEqualTo("Engineer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{title", "title}", "{}", "{ , }", "{a*}", "{.*}", "{a{b}", "no field"})
    void a_template_that_means_nothing_is_refused(String source) {
        assertThatThrownBy(() -> TextTemplate.parse(source)).isInstanceOf(IllegalArgumentException.class);
    }
}
