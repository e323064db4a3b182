package io.mixline.schemas.codec;

import io.mixline.schemas.avro.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Makes one dead letter smaller by a number of bytes: drops a long item id, which the record itself says, cuts value, key
 * and message in this order, and last drops any item id.
 */
final class DeadLetterCut {

    /** What the digest of a cut value adds: its length and itself. */
    private static final int DIGEST_BYTES = 33;
    /** Values up to here stay: cutting them would gain little or nothing over the digest. */
    private static final int SMALL_VALUE = 2 * DIGEST_BYTES;

    /** Bytes of an item id that is worth more than as much of the record. */
    private static final int LONG_ITEM_ID = 256;

    private int excess;

    DeadLetterCut(int excess) {
        this.excess = excess;
    }

    void apply(DeadLetter letter) {
        int itemIdLength = itemIdLength(letter);
        if (itemIdLength > LONG_ITEM_ID) {
            excess -= itemIdLength;
            letter.setItemId(null);
        }
        ByteBuffer value = letter.getValue();
        if (excess > 0 && value != null && value.remaining() > SMALL_VALUE) {
            letter.setValueSha256(ByteBuffer.wrap(sha256(value)));
            excess += DIGEST_BYTES;
            letter.setValue(cut(value));
        }
        letter.setKey(cut(letter.getKey()));
        letter.setMessage(cut(letter.getMessage()));
        if (excess > 0) {
            letter.setItemId(null);
        }
    }

    private static int itemIdLength(DeadLetter letter) {
        return letter.getItemId() == null ? 0 : letter.getItemId().getBytes(StandardCharsets.UTF_8).length;
    }

    private @Nullable ByteBuffer cut(@Nullable ByteBuffer bytes) {
        return bytes == null ? null : bytes.slice(0, keep(bytes.remaining()));
    }

    private String cut(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int end = keep(utf8.length);
        while (end > 0 && end < utf8.length && (utf8[end] & 0xC0) == 0x80) {
            end--; // not inside a character
        }
        return new String(utf8, 0, end, StandardCharsets.UTF_8);
    }

    /** How many of these bytes can stay; what goes is subtracted from the excess. */
    private int keep(int length) {
        int gone = Math.min(length, Math.max(0, excess));
        excess -= gone;
        return length - gone;
    }

    private static byte[] sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes.duplicate());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
