package io.mixline.schemas.codec;

import io.mixline.schemas.DeadLetterKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro's binary encoding from the bytes of one record. Avro's own decoder believes the lengths it reads, up to
 * limits that are global to the JVM; this one holds every length against the bytes that are left, so that a hostile
 * record can cost no more than its own size. Everything that is not Avro is refused as NOT_AVRO. For one thread.
 */
final class BoundedDecoder extends Decoder {

    private final byte[] bytes;
    private int position;
    /** Elements that array and map blocks may still announce: each takes a byte, so there are never more than bytes. */
    private int elementsLeft;

    BoundedDecoder(byte[] bytes, int start) {
        this.bytes = bytes;
        this.position = start;
        this.elementsLeft = bytes.length - start;
    }

    /** Refuses bytes that follow the record. */
    void expectEnd() {
        if (position != bytes.length) {
            throw refused("bytes after the record: " + (bytes.length - position) + " (expected: 0)");
        }
    }

    static RecordRefusedException refused(String message) {
        return new RecordRefusedException(DeadLetterKind.NOT_AVRO, message);
    }

    /** Moves over that many bytes and says where they start. */
    private int take(long length) {
        if (length < 0 || length > bytes.length - position) {
            throw refused("length at byte " + position + ": " + length + " (expected: 0 to " + (bytes.length - position)
                    + ", the bytes that are left)");
        }
        int start = position;
        position += (int) length;
        return start;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() {
        byte value = bytes[take(1)];
        if (value != 0 && value != 1) {
            throw refused("boolean at byte " + (position - 1) + ": " + value + " (expected: 0 or 1)");
        }
        return value == 1;
    }

    @Override
    public int readInt() {
        int start = position;
        long value = readLong();
        if (value != (int) value) {
            throw refused("int at byte " + start + ": " + value + " (expected: 32 bits)");
        }
        return (int) value;
    }

    @Override
    public long readLong() {
        long zigzag = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[take(1)];
            zigzag |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw refused("long before byte " + position + ": over 10 bytes (expected: 1 to 10 bytes)");
    }

    @Override
    public float readFloat() {
        return Float.intBitsToFloat(littleEndian(Float.BYTES).getInt());
    }

    @Override
    public double readDouble() {
        return Double.longBitsToDouble(littleEndian(Double.BYTES).getLong());
    }

    private ByteBuffer littleEndian(int length) {
        return ByteBuffer.wrap(bytes, take(length), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) {
        return new Utf8(copyOfNext());
    }

    @Override
    public String readString() {
        long length = readLong();
        // A record of a million empty strings must not become a million objects.
        return length == 0 ? "" : new String(bytes, take(length), (int) length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() {
        skipBytes();
    }

    /** A buffer over an array of its own: from 0 to the array's end. */
    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) {
        return ByteBuffer.wrap(copyOfNext());
    }

    private byte[] copyOfNext() {
        int start = take(readLong());
        return Arrays.copyOfRange(bytes, start, position);
    }

    @Override
    public void skipBytes() {
        take(readLong());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) {
        System.arraycopy(bytes, take(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) {
        take(length);
    }

    @Override
    public int readEnum() {
        return readInt();
    }

    @Override
    public long readArrayStart() {
        long count = readLong();
        if (count < 0) {
            readLong(); // the block's bytes, for those who skip
            count = -count;
        }
        return elements(count);
    }

    private long elements(long count) {
        if (count < 0 || count > elementsLeft) {
            throw refused("elements before byte " + position + ": " + count + " (expected: 0 to " + elementsLeft + ")");
        }
        elementsLeft -= (int) count;
        return count;
    }

    @Override
    public long arrayNext() {
        return readArrayStart();
    }

    @Override
    public long skipArray() {
        long count = readLong();
        while (count < 0) {
            skipBytes();
            count = readLong();
        }
        return elements(count);
    }

    @Override
    public long readMapStart() {
        return readArrayStart();
    }

    @Override
    public long mapNext() {
        return readArrayStart();
    }

    @Override
    public long skipMap() {
        return skipArray();
    }

    @Override
    public int readIndex() {
        return readInt();
    }
}
