package io.mixline.jobs.gate;

import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.TextFingerprint;

/**
 * An item's text and the model whose templates composed it: a state may go on with another model, whose text of the item
 * is another one.
 */
public record ComposedText(ItemText text, ModelFingerprint model) {

    public TextFingerprint fingerprint() {
        return text.fingerprint();
    }
}
