package io.mixline.encoder.text;

import io.mixline.schemas.ItemContent;
import org.jspecify.annotations.Nullable;

/**
 * Composes an item's text from its content by a bundle's templates. The same content gives the same text, on any machine.
 * Needs no model and holds no state: cheap enough for every record. Thread-safe.
 */
public final class ItemTextComposer {

    /**
     * The version of how templates and values become text. Part of the model fingerprint: raise it with every change that
     * gives any content another text.
     */
    public static final int VERSION = 1;

    /** A short text is a line for a ranker's prompt, kept with every embedding; longer ones are cut here (characters). */
    static final int SHORT_TEXT_LENGTH = 512;

    private final TextTemplate itemText;
    private final @Nullable TextTemplate shortText;

    public ItemTextComposer(TextTemplate itemText, @Nullable TextTemplate shortText) {
        this.itemText = itemText;
        this.shortText = shortText;
    }

    public ItemText compose(ItemContent content) {
        return ItemText.of(itemText.render(content), shortText == null ? null : shortTextOf(shortText, content));
    }

    private static @Nullable String shortTextOf(TextTemplate template, ItemContent content) {
        String line = CleanText.oneLine(template.render(content));
        if (line.isEmpty()) {
            return null;
        }
        return CleanText.cut(line, SHORT_TEXT_LENGTH);
    }
}
