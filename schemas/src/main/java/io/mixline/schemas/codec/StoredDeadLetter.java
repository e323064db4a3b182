package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetter;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as its topic holds it: key and value may have been cut to fit, and then only their first bytes are
 * there. Who sends dead letters again must leave those out, or fetch the original by its position.
 *
 * @param letter with the bytes that are left
 * @param keyLength bytes of the original key; -1 for a null key
 * @param valueLength bytes of the original value; -1 for a null value
 * @param valueSha256 of the whole original value where it was cut; owned by the record
 */
@SuppressWarnings("ArrayRecordComponent") // equal by content, below
public record StoredDeadLetter(DeadLetter letter, int keyLength, int valueLength, byte @Nullable [] valueSha256) {

    /** Whether bytes of the original record are missing. */
    public boolean isCut() {
        return length(letter.source().key()) != keyLength
                || length(letter.source().value()) != valueLength;
    }

    static int length(byte @Nullable [] bytes) {
        return bytes == null ? -1 : bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredDeadLetter that
                && letter.equals(that.letter)
                && keyLength == that.keyLength
                && valueLength == that.valueLength
                && Arrays.equals(valueSha256, that.valueSha256);
    }

    @Override
    public int hashCode() {
        return Objects.hash(letter, keyLength, valueLength, Arrays.hashCode(valueSha256));
    }
}
