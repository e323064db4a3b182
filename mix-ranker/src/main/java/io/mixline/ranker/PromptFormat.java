package io.mixline.ranker;

import java.util.Set;

/**
 * How the ranker was trained to be asked.
 *
 * @param controlTokens names that steer the ranker's model, such as {@code <|im_end|>}: templates may hold them, content
 *     may not, and what spells one there is broken
 * @param query before every item; its slots are filled by the request
 * @param itemOfTokens an item by its embedding tokens: {@code {tokens}}, and {@code {shortText}} where it is wanted beside
 *     them
 * @param itemOfText an item that has to do without them: {@code {text}}
 */
public record PromptFormat(
        Placeholder placeholder,
        Set<String> controlTokens,
        PromptTemplate query,
        PromptTemplate itemOfTokens,
        PromptTemplate itemOfText) {

    static final String TOKENS = "tokens";
    static final String SHORT_TEXT = "shortText";
    static final String TEXT = "text";

    public PromptFormat {
        controlTokens = Set.copyOf(controlTokens);
        checkSlots("itemOfTokens", itemOfTokens, TOKENS, Set.of(TOKENS, SHORT_TEXT));
        checkSlots("itemOfText", itemOfText, TEXT, Set.of(TEXT));
        for (PromptTemplate template : Set.of(query, itemOfTokens, itemOfText)) {
            checkLiterals(template, placeholder);
        }
        for (String name : controlTokens) {
            checkControlToken(name, placeholder);
        }
    }

    private static void checkSlots(String what, PromptTemplate template, String needed, Set<String> known) {
        if (!template.slots().contains(needed) || !known.containsAll(template.slots())) {
            throw new IllegalArgumentException(what + ": \"" + template + "\" (expected: {" + needed + "}, and of "
                    + known.stream().sorted().toList() + " no other slot)");
        }
    }

    private static void checkLiterals(PromptTemplate template, Placeholder placeholder) {
        String name = NormalizedText.of(placeholder.text()).toString();
        for (PromptTemplate.Part part : template.parts()) {
            if (part instanceof PromptTemplate.Literal literal
                    && NormalizedText.of(literal.text()).indexOf(name, 0) >= 0) {
                throw new IllegalArgumentException("template: \"" + template + "\" (expected: no placeholder "
                        + placeholder.text() + ", but {" + TOKENS + "} where the tokens go)");
            }
        }
    }

    private static void checkControlToken(String name, Placeholder placeholder) {
        if (!NormalizedText.canBeBroken(name)) {
            throw new IllegalArgumentException(
                    "control token: \"" + name + "\" (expected: two or more visible characters, no white space)");
        }
        NormalizedText control = NormalizedText.of(name);
        NormalizedText held = NormalizedText.of(placeholder.text());
        if (control.overlaps(held) || held.overlaps(control)) {
            throw new IllegalArgumentException("control token: \"" + name + "\" (expected: no end that begins the"
                    + " placeholder " + placeholder.text() + ", and the other way round)");
        }
    }
}
