package io.mixline.jobs.encode;

import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.config.RecordFormats;
import io.mixline.jobs.gate.ComposedText;
import io.mixline.jobs.gate.TextReader;
import io.mixline.jobs.gate.TextReaderSource;
import io.mixline.jobs.gate.TextReading;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.codec.RecordRefusedException;

/** Reads the gate's texts as the encoder would see them. */
public record ContentTextReaders(ItemEncoderSource encoder, RecordFormats formats) implements TextReaderSource {

    @Override
    public TextReader open() {
        ItemChangeCodec changes = formats.changes();
        ContentComposer composer = encoder.openComposer();
        ModelFingerprint model = encoder.model().fingerprint();
        return change -> read(changes, composer, model, change);
    }

    private static TextReading read(
            ItemChangeCodec changes, ContentComposer composer, ModelFingerprint model, ItemChange change) {
        ItemText text;
        try {
            text = composer.compose(changes.content(change));
        } catch (RecordRefusedException e) {
            return refused(e.kind(), String.valueOf(e.getMessage()));
        }
        return text.isEmpty()
                ? refused(DeadLetterKind.EMPTY_TEXT, "item text of " + change.itemId() + ": empty (expected: text)")
                : new TextReading(new ComposedText(text, model), null);
    }

    private static TextReading refused(DeadLetterKind kind, String message) {
        return new TextReading(null, new DeadLetterReason(DeadLetterStage.GATE, kind, message));
    }
}
