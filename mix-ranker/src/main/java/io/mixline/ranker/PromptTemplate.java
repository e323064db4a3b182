package io.mixline.ranker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt with slots: {@code Query: {query}}. A brace that stands for itself is doubled. What stands outside of slots is
 * trusted and may name control tokens; what fills them is content and may not. Immutable.
 */
public final class PromptTemplate {

    private static final Pattern PART = Pattern.compile("\\{\\{|}}|\\{([A-Za-z][A-Za-z0-9_]{0,63})}|[{}]|[^{}]+");

    /** What a template is made of. */
    sealed interface Part {}

    record Literal(String text) implements Part {}

    record Slot(String name) implements Part {}

    private final String source;
    private final List<Part> parts;
    private final Set<String> slots;

    private PromptTemplate(String source, List<Part> parts) {
        this.source = source;
        this.parts = List.copyOf(parts);
        Set<String> names = new HashSet<>();
        for (Part part : parts) {
            if (part instanceof Slot slot && !names.add(slot.name())) {
                throw new IllegalArgumentException(
                        "template: {" + slot.name() + "} twice (expected: each slot once), in \"" + source + "\"");
            }
        }
        this.slots = Set.copyOf(names);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException with what is wrong where
     */
    public static PromptTemplate parse(String source) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        Matcher matcher = PART.matcher(source);
        while (matcher.find()) {
            String found = matcher.group();
            if (matcher.group(1) != null) {
                addLiteral(parts, literal);
                parts.add(new Slot(matcher.group(1)));
            } else if (found.equals("{") || found.equals("}")) {
                throw new IllegalArgumentException("template: a lone " + found + " at " + matcher.start()
                        + " (expected: {slot}, or a doubled brace), in \"" + source + "\"");
            } else {
                literal.append(found.equals("{{") ? "{" : found.equals("}}") ? "}" : found);
            }
        }
        addLiteral(parts, literal);
        return new PromptTemplate(source, parts);
    }

    private static void addLiteral(List<Part> parts, StringBuilder literal) {
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    List<Part> parts() {
        return parts;
    }

    /** The names of its slots. */
    public Set<String> slots() {
        return slots;
    }

    @Override
    public String toString() {
        return source;
    }
}
