package io.mixline.client.protocol;

import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An answer up to its tokens.
 *
 * @param bytes all fields before the tokens, as they are on the wire; not to be changed
 * @param tokenBytes how many follow, to the message's end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AnswerHead(byte[] bytes, int tokenBytes) {

    private static final int VARINT_BITS = 64;
    private static final int EXPECTED_BYTES = 8 * 1024;

    /** @param tokensTag of the field that has to be the last one */
    static AnswerHead read(MessageBytes message, int tokensTag) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(Math.min(EXPECTED_BYTES, message.remaining()));
        while (message.remaining() > 0) {
            long tag = readVarint(message);
            if (tag == tokensTag) {
                long length = readVarint(message);
                if (length != message.remaining()) {
                    throw new MalformedAnswerException("tokens: " + length + " bytes (expected: the last field, "
                            + message.remaining() + " bytes)");
                }
                return new AnswerHead(head.toByteArray(), (int) length);
            }
            writeVarint(tag, head);
            copyField((int) tag & 7, message, head);
        }
        return new AnswerHead(head.toByteArray(), 0);
    }

    private static void copyField(int wireType, MessageBytes message, ByteArrayOutputStream head) throws IOException {
        switch (wireType) {
            case WireFormat.WIRETYPE_VARINT -> writeVarint(readVarint(message), head);
            case WireFormat.WIRETYPE_FIXED64 -> copy(Long.BYTES, message, head);
            case WireFormat.WIRETYPE_FIXED32 -> copy(Integer.BYTES, message, head);
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                long length = readVarint(message);
                writeVarint(length, head);
                copy(length, message, head);
            }
            default -> throw new MalformedAnswerException("wire type: " + wireType + " (expected: 0, 1, 2 or 5)");
        }
    }

    private static void copy(long length, MessageBytes message, ByteArrayOutputStream head) throws IOException {
        if (length < 0 || length > message.remaining()) {
            throw new MalformedAnswerException(
                    "field: " + length + " bytes (expected: at most the " + message.remaining() + " that are left)");
        }
        ByteBuffer field = ByteBuffer.allocate((int) length);
        message.readFully(field);
        head.write(field.array(), 0, field.capacity());
    }

    private static long readVarint(MessageBytes message) throws IOException {
        long value = 0;
        for (int shift = 0; shift < VARINT_BITS; shift += 7) {
            int next = message.readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedAnswerException("varint: more than 10 bytes (expected: at most 10)");
    }

    private static void writeVarint(long value, ByteArrayOutputStream head) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            head.write(((int) rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        head.write((int) rest);
    }
}
