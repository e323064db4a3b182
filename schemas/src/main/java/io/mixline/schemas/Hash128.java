package io.mixline.schemas;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** 128 bits of a hash, big endian in bytes and in hexadecimal. */
public record Hash128(long high, long low) {

    public static final int BYTES = 16;

    public static Hash128 fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("hash: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Hash128(buffer.getLong(), buffer.getLong());
    }

    public static Hash128 fromHex(String hex) {
        return fromBytes(HexFormat.of().parseHex(hex));
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
