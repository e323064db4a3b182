package io.mixline.cache.rocksdb;

import io.mixline.cache.CacheException;
import io.mixline.cache.PackedRead;
import io.mixline.schemas.EmbeddingTokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a read fetches of an item, in one value: its embedding tokens, then its metadata as {@link ItemMetadataFormat} writes
 * them; of a deleted item the metadata alone. The tokens come first, so that a read puts them where they belong, and the
 * metadata lie behind the row, where the next row is written over them.
 */
final class ItemRowFormat {

    private ItemRowFormat() {}

    static byte[] encode(@Nullable EmbeddingTokens tokens, byte[] metadata) {
        if (tokens == null) {
            return metadata;
        }
        byte[] tokenBytes = tokens.bytes();
        byte[] row = new byte[tokenBytes.length + metadata.length];
        System.arraycopy(tokenBytes, 0, row, 0, tokenBytes.length);
        System.arraycopy(metadata, 0, row, tokenBytes.length, metadata.length);
        return row;
    }

    /**
     * Says what the value says of an item.
     *
     * @param value as much of it as fitted between its position and its limit
     * @param bytes of the whole value
     * @return whether the item has a short text that is wanted
     */
    static boolean read(int item, ByteBuffer value, int bytes, PackedRead read) {
        int rowBytes = read.shape().bytes();
        boolean live = isLive(bytes, rowBytes);
        int metadata = value.position() + (live ? rowBytes : 0);
        if ((!live && bytes != ItemMetadataFormat.DELETED_BYTES) || !ItemMetadataFormat.isReadable(value, metadata)) {
            throw damaged(item, bytes, read);
        }
        long version = ItemMetadataFormat.itemVersion(value, metadata);
        long changedAt = ItemMetadataFormat.changedAtMillis(value, metadata);
        if (!live) {
            read.deleted(item, version, changedAt);
            return false;
        }
        read.hit(item, version, changedAt);
        return read.wantsShortTexts() && ItemMetadataFormat.hasShortText(value, metadata);
    }

    /** Whether a value of so many bytes has tokens. */
    static boolean isLive(int bytes, int rowBytes) {
        return bytes >= rowBytes + ItemMetadataFormat.LIVE_BYTES;
    }

    /** Of an item that has one. */
    static String shortText(ByteBuffer value, int rowBytes) {
        int text = rowBytes + ItemMetadataFormat.LIVE_BYTES;
        return StandardCharsets.UTF_8
                .decode(value.slice(value.position() + text, value.remaining() - text))
                .toString();
    }

    private static CacheException damaged(int item, int bytes, PackedRead read) {
        return new CacheException(
                CacheException.Kind.FATAL,
                "tokens of " + read.itemIds().get(item) + ": " + bytes + " bytes (expected: "
                        + read.shape().bytes()
                        + " and metadata of this release): the store is damaged; delete its directory to read the"
                        + " topics from their start");
    }
}
