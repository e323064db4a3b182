package io.mixline.encoder.bundle;

import io.mixline.encoder.text.ItemTextComposer;
import io.mixline.encoder.text.TextTemplate;
import org.jspecify.annotations.Nullable;

/**
 * How an item's content becomes text.
 *
 * @param shortText null where rankers keep no text
 */
public record BundleTemplates(
        TextTemplate itemText, @Nullable TextTemplate shortText) {

    public ItemTextComposer composer() {
        return new ItemTextComposer(itemText, shortText);
    }
}
