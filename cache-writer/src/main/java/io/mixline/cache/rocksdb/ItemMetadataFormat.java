package io.mixline.cache.rocksdb;

import io.mixline.cache.ItemMetadata;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemOperation;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.Lane;
import io.mixline.schemas.TextFingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item's metadata as bytes, big endian: version 1, operation, lane, flags (1 truncated, 2 short text), item version,
 * reencode, writer epoch, changed at, encoded at (milliseconds); for an item with tokens also text fingerprint, text
 * tokens, and the short text up to the end.
 */
final class ItemMetadataFormat {

    private static final byte VERSION = 1;
    private static final int FLAGS_AT = 3;
    private static final int ITEM_VERSION_AT = 4;
    private static final int CHANGED_AT = ITEM_VERSION_AT + 3 * Long.BYTES;

    /** Of a deleted item. */
    static final int DELETED_BYTES = 4 + 5 * Long.BYTES;

    /** Of an item with tokens, without its short text. */
    static final int LIVE_BYTES = DELETED_BYTES + Hash128.BYTES + Integer.BYTES;

    private static final int TRUNCATED = 1;
    private static final int SHORT_TEXT = 2;

    private ItemMetadataFormat() {}

    /** Looks into metadata that begin there. */
    static boolean isReadable(ByteBuffer in, int at) {
        return in.get(at) == VERSION;
    }

    static long itemVersion(ByteBuffer in, int at) {
        return in.getLong(at + ITEM_VERSION_AT);
    }

    static long changedAtMillis(ByteBuffer in, int at) {
        return in.getLong(at + CHANGED_AT);
    }

    static boolean hasShortText(ByteBuffer in, int at) {
        return (in.get(at + FLAGS_AT) & SHORT_TEXT) != 0;
    }

    static byte[] encode(ItemMetadata metadata) {
        ItemMetadata.Text text = metadata.text();
        byte[] shortText = shortText(text);
        ByteBuffer out = ByteBuffer.allocate((text == null ? DELETED_BYTES : LIVE_BYTES) + shortText.length)
                .put(VERSION)
                .put(metadata.order().operation().id())
                .put(metadata.origin().lane().id())
                .put(flags(text))
                .putLong(metadata.order().version().value())
                .putLong(metadata.order().reencode())
                .putLong(metadata.origin().writerEpoch())
                .putLong(metadata.origin().changedAt().toEpochMilli())
                .putLong(metadata.origin().encodedAt().toEpochMilli());
        if (text != null) {
            out.put(text.fingerprint().hash().toBytes())
                    .putInt(text.textTokens())
                    .put(shortText);
        }
        return out.array();
    }

    static ItemMetadata decode(byte[] value) {
        try {
            return read(value);
        } catch (RuntimeException e) {
            throw FormatVersion.damaged("metadata", value, e);
        }
    }

    private static ItemMetadata read(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        FormatVersion.check("metadata", in.get(), VERSION);
        ItemOperation operation = ItemOperation.fromId(in.get());
        Lane lane = Lane.fromId(in.get());
        byte flags = in.get();
        ItemOrder order = new ItemOrder(new ItemVersion(in.getLong()), operation, in.getLong());
        ItemMetadata.Origin origin = new ItemMetadata.Origin(
                lane, in.getLong(), Instant.ofEpochMilli(in.getLong()), Instant.ofEpochMilli(in.getLong()));
        return new ItemMetadata(order, origin, order.isDelete() ? null : text(in, flags));
    }

    private static ItemMetadata.Text text(ByteBuffer in, byte flags) {
        byte[] fingerprint = new byte[Hash128.BYTES];
        in.get(fingerprint);
        int textTokens = in.getInt();
        String shortText = (flags & SHORT_TEXT) == 0
                ? null
                : StandardCharsets.UTF_8.decode(in).toString();
        return new ItemMetadata.Text(
                new TextFingerprint(Hash128.fromBytes(fingerprint)), shortText, textTokens, (flags & TRUNCATED) != 0);
    }

    private static byte flags(ItemMetadata.@Nullable Text text) {
        if (text == null) {
            return 0;
        }
        return (byte) ((text.truncated() ? TRUNCATED : 0) | (text.shortText() == null ? 0 : SHORT_TEXT));
    }

    private static byte[] shortText(ItemMetadata.@Nullable Text text) {
        String shortText = text == null ? null : text.shortText();
        return shortText == null ? new byte[0] : shortText.getBytes(StandardCharsets.UTF_8);
    }
}
