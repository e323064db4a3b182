package io.mixline.jobs.encode;

import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.ItemContent;

/** Composes the text that the encoder sees of a content. Needs no model. */
@FunctionalInterface
public interface ContentComposer {

    /** An empty text is nothing to encode. */
    ItemText compose(ItemContent content);
}
