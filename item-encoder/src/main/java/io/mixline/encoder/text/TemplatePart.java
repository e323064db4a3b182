package io.mixline.encoder.text;

import io.mixline.schemas.ItemContent;
import java.util.List;
import java.util.Map;

/** A piece of a template's line. */
sealed interface TemplatePart {

    /** Appends what it stands for; true if that has values of the content. */
    boolean appendTo(StringBuilder text, ItemContent content);

    /** Text that stands for itself. */
    record Literal(String literal) implements TemplatePart {

        @Override
        public boolean appendTo(StringBuilder text, ItemContent content) {
            text.append(literal);
            return false;
        }
    }

    /** The values of the named fields, in the order of the names. */
    record Fields(List<String> names) implements TemplatePart {

        @Override
        public boolean appendTo(StringBuilder text, ItemContent content) {
            int start = text.length();
            for (String name : names) {
                appendValues(text, start, content.values(name));
            }
            return text.length() > start;
        }
    }

    /** Every field whose name starts with the prefix, with the rest of its name. */
    record FieldsOfPrefix(String prefix) implements TemplatePart {

        @Override
        public boolean appendTo(StringBuilder text, ItemContent content) {
            int start = text.length();
            for (Map.Entry<String, List<String>> field : content.fields().entrySet()) {
                if (field.getKey().startsWith(prefix)) {
                    appendField(text, start, field.getKey().substring(prefix.length()), field.getValue());
                }
            }
            return text.length() > start;
        }

        private static void appendField(StringBuilder text, int partStart, String name, List<String> values) {
            int before = text.length();
            if (before > partStart) {
                text.append("; ");
            }
            text.append(CleanText.value(name)).append(": ");
            int valuesStart = text.length();
            appendValues(text, valuesStart, values);
            if (text.length() == valuesStart) {
                text.setLength(before);
            }
        }
    }

    private static void appendValues(StringBuilder text, int start, List<String> values) {
        for (String value : values) {
            String clean = CleanText.value(value);
            if (!clean.isEmpty()) {
                if (text.length() > start) {
                    text.append(", ");
                }
                text.append(clean);
            }
        }
    }
}
