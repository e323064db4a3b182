package io.mixline.encoder.text;

import io.mixline.schemas.ItemContent;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with fields in it, line by line: {@code Skills: {skills}}.
 *
 * <ul>
 *   <li>{@code {field}}: the field's values, joined by {@code ", "}.
 *   <li>{@code {one, two}}: the values of both fields, joined by {@code ", "}; absent ones leave no trace.
 *   <li>{@code {prefix.*}}: every field with that prefix, in the order of names, as {@code name: values}, joined by
 *       {@code "; "}.
 *   <li>A line all of whose fields are absent is left out. A line without fields stays, but not alone: where no field of
 *       the template is present, the text is empty.
 *   <li>A brace that stands for itself is doubled.
 * </ul>
 *
 * A field that is blank is absent. Immutable.
 */
public final class TextTemplate {

    private final String source;
    private final List<TemplateLine> lines;

    private TextTemplate(String source, List<TemplateLine> lines) {
        this.source = source;
        this.lines = lines;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException with what is wrong where
     */
    public static TextTemplate parse(String source) {
        List<TemplateLine> lines = new ArrayList<>();
        int number = 1;
        for (String line : source.strip().split("\n", -1)) {
            lines.add(TemplateLine.parse(line.strip(), number++));
        }
        if (lines.stream().noneMatch(TemplateLine::hasFields)) {
            throw new IllegalArgumentException("no field (expected: at least one, such as {title})");
        }
        return new TextTemplate(source, List.copyOf(lines));
    }

    /** The text of this content; empty where no field of the template is present. */
    public String render(ItemContent content) {
        StringBuilder text = new StringBuilder();
        boolean anyField = false;
        for (TemplateLine line : lines) {
            int start = text.length();
            if (start > 0) {
                text.append('\n');
            }
            boolean present = line.appendTo(text, content);
            anyField |= present;
            if (!present && line.hasFields()) {
                text.setLength(start);
            }
        }
        return anyField ? text.toString().strip() : "";
    }

    /** The template as it was written. */
    @Override
    public String toString() {
        return source;
    }
}
