package io.mixline.schemas.codec;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers a record's bytes while it is encoded: short pieces are copied, long ones kept by reference until the end, so
 * that an embedding's tokens are copied once. For one thread, and for Avro's direct encoder only: it hands over whole
 * arrays that nobody changes before the record is complete.
 */
final class GatheredBytes extends OutputStream {

    private static final int LONG_PIECE = 256;

    private final List<Piece> pieces = new ArrayList<>(4);
    private byte[] open;
    private int openLength;
    private int closedLength;

    /** Starts with the header, which is copied. */
    GatheredBytes(byte[] header) {
        open = Arrays.copyOf(header, LONG_PIECE);
        openLength = header.length;
    }

    @Override
    public void write(int oneByte) {
        ensureRoom(1);
        open[openLength++] = (byte) oneByte;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length < LONG_PIECE) {
            ensureRoom(length);
            System.arraycopy(bytes, offset, open, openLength, length);
            openLength += length;
        } else {
            closePiece();
            add(new Piece(bytes, offset, length));
            open = new byte[LONG_PIECE];
            openLength = 0;
        }
    }

    private void ensureRoom(int length) {
        if (open.length - openLength < length) {
            open = Arrays.copyOf(open, Math.max(2 * open.length, openLength + length));
        }
    }

    private void closePiece() {
        add(new Piece(open, 0, openLength));
        openLength = 0;
    }

    private void add(Piece piece) {
        pieces.add(piece);
        closedLength = Math.addExact(closedLength, piece.length());
    }

    byte[] toByteArray() {
        byte[] all = new byte[Math.addExact(closedLength, openLength)];
        int position = 0;
        for (Piece piece : pieces) {
            System.arraycopy(piece.bytes(), piece.offset(), all, position, piece.length());
            position += piece.length();
        }
        System.arraycopy(open, 0, all, position, openLength);
        return all;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(byte[] bytes, int offset, int length) {}
}
