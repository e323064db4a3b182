package io.mixline.jobs.encode;

import io.mixline.jobs.config.RecordFormats;
import io.mixline.jobs.gate.TextReader;
import io.mixline.jobs.gate.TextReaderSource;
import io.mixline.jobs.gate.TextReading;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.TextFingerprint;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.codec.RecordRefusedException;
import org.jspecify.annotations.Nullable;

/** Reads the gate's texts as the encoder would see them. */
public record ContentTextReaders(ItemEncoderSource encoder, RecordFormats formats) implements TextReaderSource {

    @Override
    public TextReader open() {
        ItemChangeCodec changes = formats.changes();
        ContentFingerprints fingerprints = encoder.openFingerprints();
        return change -> read(changes, fingerprints, change);
    }

    private static TextReading read(ItemChangeCodec changes, ContentFingerprints fingerprints, ItemChange change) {
        @Nullable TextFingerprint fingerprint;
        try {
            fingerprint = fingerprints.fingerprint(changes.content(change));
        } catch (RecordRefusedException e) {
            return refused(e.kind(), String.valueOf(e.getMessage()));
        }
        return fingerprint == null
                ? refused(DeadLetterKind.EMPTY_TEXT, "item text of " + change.itemId() + ": empty (expected: text)")
                : new TextReading(fingerprint, null);
    }

    private static TextReading refused(DeadLetterKind kind, String message) {
        return new TextReading(null, new DeadLetterReason(DeadLetterStage.GATE, kind, message));
    }
}
