package io.mixline.ranker;

import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes prompts. The placeholder stands in them once for each embedding token of an item that is presented by tokens,
 * and nowhere else. Immutable.
 */
final class PromptComposer {

    private final PromptFormat format;
    private final ReservedNames reserved;

    PromptComposer(PromptFormat format) {
        this.format = format;
        this.reserved =
                new ReservedNames(Stream.concat(Stream.of(format.placeholder().text()), format.controlTokens().stream())
                        .toList());
    }

    /**
     * What stands before every item.
     *
     * @throws RankerException where the values are not those of the template's slots
     */
    String query(Map<String, String> values) {
        if (!values.keySet().equals(format.query().slots())) {
            throw new RankerException(
                    RankerException.Kind.BAD_INPUT,
                    "query values: " + new TreeSet<>(values.keySet()) + " (expected: "
                            + new TreeSet<>(format.query().slots()) + ")");
        }
        return filled(format.query(), values);
    }

    /** An item without tokens. */
    String itemOfText(String text) {
        return filled(format.itemOfText(), Map.of(PromptFormat.TEXT, text));
    }

    /** An item by that many embedding tokens. */
    String itemOfTokens(int tokens, String shortText) {
        StringBuilder prompt = new StringBuilder();
        PromptText section = new PromptText();
        for (PromptTemplate.Part part : format.itemOfTokens().parts()) {
            if (part instanceof PromptTemplate.Slot slot && slot.name().equals(PromptFormat.TOKENS)) {
                prompt.append(reserved.brokenIn(section))
                        .append(format.placeholder().text().repeat(tokens));
                section = new PromptText();
            } else {
                append(section, part, Map.of(PromptFormat.SHORT_TEXT, shortText));
            }
        }
        return prompt.append(reserved.brokenIn(section)).toString();
    }

    private String filled(PromptTemplate template, Map<String, String> values) {
        PromptText prompt = new PromptText();
        for (PromptTemplate.Part part : template.parts()) {
            append(prompt, part, values);
        }
        return reserved.brokenIn(prompt);
    }

    private static void append(PromptText prompt, PromptTemplate.Part part, Map<String, String> values) {
        if (part instanceof PromptTemplate.Literal literal) {
            prompt.literal(literal.text());
        } else if (part instanceof PromptTemplate.Slot slot) {
            prompt.content(values.getOrDefault(slot.name(), ""));
        }
    }
}
