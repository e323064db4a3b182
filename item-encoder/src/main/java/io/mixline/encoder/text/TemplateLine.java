package io.mixline.encoder.text;

import io.mixline.schemas.ItemContent;
import java.util.ArrayList;
import java.util.List;

/** One line of a template: literal text and placeholders, in order. */
record TemplateLine(List<TemplatePart> parts) {

    static TemplateLine parse(String line, int number) {
        List<TemplatePart> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            boolean doubled = at + 1 < line.length() && line.charAt(at + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                at += 2;
            } else if (c == '{') {
                int end = line.indexOf('}', at);
                if (end < 0) {
                    throw new IllegalArgumentException("line " + number + ": { without } in \"" + line + "\"");
                }
                if (!literal.isEmpty()) {
                    parts.add(new TemplatePart.Literal(literal.toString()));
                    literal.setLength(0);
                }
                parts.add(placeholder(line.substring(at + 1, end), number));
                at = end + 1;
            } else if (c == '}') {
                throw new IllegalArgumentException("line " + number + ": } without { in \"" + line + "\"");
            } else {
                literal.append(c);
                at++;
            }
        }
        if (!literal.isEmpty()) {
            parts.add(new TemplatePart.Literal(literal.toString()));
        }
        return new TemplateLine(List.copyOf(parts));
    }

    private static TemplatePart placeholder(String names, int number) {
        if (names.endsWith(".*")) {
            return new TemplatePart.FieldsOfPrefix(
                    checked(names.substring(0, names.length() - 2), names, number) + ".");
        }
        List<String> fields = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            fields.add(checked(name.strip(), names, number));
        }
        return new TemplatePart.Fields(List.copyOf(fields));
    }

    private static String checked(String name, String names, int number) {
        if (name.isEmpty() || name.contains("*") || name.contains("{") || !name.equals(name.strip())) {
            throw new IllegalArgumentException(
                    "line " + number + ": {" + names + "} (expected: {field}, {field, field} or {prefix.*})");
        }
        return name;
    }

    boolean hasFields() {
        return parts.stream().anyMatch(part -> !(part instanceof TemplatePart.Literal));
    }

    /** Appends the line; true if any of its fields is present. */
    boolean appendTo(StringBuilder text, ItemContent content) {
        boolean present = false;
        for (TemplatePart part : parts) {
            present |= part.appendTo(text, content);
        }
        return present;
    }
}
