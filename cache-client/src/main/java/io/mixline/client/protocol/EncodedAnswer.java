package io.mixline.client.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.mixline.client.EmbeddingRows;
import io.mixline.client.ReadExtra;
import io.mixline.protocol.v1.GetEmbeddingsResponse;
import io.mixline.protocol.v1.ShortTexts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * An answer's bytes: what protobuf writes of everything but the tokens, and then the tokens, straight out of the batch's
 * memory, unless the caller has them already. Used by one thread, and no longer than the batch's memory is.
 */
final class EncodedAnswer extends InputStream implements Drainable, KnownLength {

    private static final int PIECE = 8 * 1024; // stays in the first-level cache

    /** Of the tokens in the message: a caller who holds all of it in memory takes them in place, whatever their numbers are. */
    private static final int ALIGNMENT = 16;

    private static final int PADDING_TAG_AND_LENGTH = 2;

    private final ByteBuffer head;
    private final TokenSource tokens;
    private final int tokenBytes;
    private int sent;

    EncodedAnswer(ReadAnswer answer) {
        this.tokens = answer.tokens();
        this.tokenBytes = answer.tokensShared() ? 0 : answer.tokenBytes();
        this.head = ByteBuffer.wrap(head(answer, tokenBytes));
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        int length = available();
        target.write(head.array(), head.position(), head.remaining());
        head.position(head.limit());
        byte[] piece = new byte[Math.min(PIECE, tokenBytes - sent)];
        while (sent < tokenBytes) {
            int now = copyTokens(piece, 0, piece.length);
            target.write(piece, 0, now);
        }
        return length;
    }

    @Override
    public int available() {
        return head.remaining() + tokenBytes - sent;
    }

    @Override
    public int read() {
        if (head.hasRemaining()) {
            return head.get() & 0xff;
        }
        byte[] one = new byte[1];
        return sent < tokenBytes && copyTokens(one, 0, 1) == 1 ? one[0] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (head.hasRemaining()) {
            int now = Math.min(length, head.remaining());
            head.get(target, offset, now);
            return now;
        }
        if (sent == tokenBytes) {
            return length == 0 ? 0 : -1;
        }
        return copyTokens(target, offset, length);
    }

    private int copyTokens(byte[] target, int at, int most) {
        int now = Math.min(most, tokenBytes - sent);
        tokens.copy(sent, target, at, now);
        sent += now;
        return now;
    }

    private static byte[] head(ReadAnswer answer, int tokenBytes) {
        EmbeddingRows rows = answer.rows();
        GetEmbeddingsResponse message = message(answer);
        int columnBytes = Long.BYTES * rows.size();
        int fields = message.getSerializedSize()
                + bytesOf(GetEmbeddingsResponse.VERSIONS_FIELD_NUMBER, columnBytes)
                + bytesOf(GetEmbeddingsResponse.CHANGED_AT_MILLIS_FIELD_NUMBER, columnBytes);
        int beforeTokens = bytesOf(GetEmbeddingsResponse.TOKENS_FIELD_NUMBER, tokenBytes) - tokenBytes;
        int padding = tokenBytes == 0 ? 0 : paddingField(fields + beforeTokens);
        byte[] head = new byte[fields + padding + beforeTokens];
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        try {
            message.writeTo(out);
            begin(out, GetEmbeddingsResponse.VERSIONS_FIELD_NUMBER, columnBytes);
            for (int item = 0; item < rows.size(); item++) {
                out.writeSFixed64NoTag(rows.version(item));
            }
            begin(out, GetEmbeddingsResponse.CHANGED_AT_MILLIS_FIELD_NUMBER, columnBytes);
            for (int item = 0; item < rows.size(); item++) {
                out.writeSFixed64NoTag(rows.changedAtMillis(item));
            }
            if (padding > 0) {
                out.writeByteArray(
                        GetEmbeddingsResponse.PADDING_FIELD_NUMBER, new byte[padding - PADDING_TAG_AND_LENGTH]);
            }
            begin(out, GetEmbeddingsResponse.TOKENS_FIELD_NUMBER, tokenBytes);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + head.length + " bytes", e);
        }
        return head;
    }

    /** Of a field with so many bytes in it; none where it is empty. */
    private static int bytesOf(int field, int bytes) {
        return bytes == 0
                ? 0
                : CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
    }

    private static void begin(CodedOutputStream out, int field, int bytes) throws IOException {
        if (bytes > 0) {
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(bytes);
        }
    }

    /** The bytes of the field that moves the tokens, which would begin at {@code at}, to where numbers are aligned. */
    private static int paddingField(int at) {
        int missing = -at & (ALIGNMENT - 1);
        return missing == 0 || missing >= PADDING_TAG_AND_LENGTH ? missing : missing + ALIGNMENT;
    }

    /** But for what there is of each item in numbers: protobuf would keep each of them once more. */
    private static GetEmbeddingsResponse message(ReadAnswer answer) {
        EmbeddingRows rows = answer.rows();
        GetEmbeddingsResponse.Builder message = GetEmbeddingsResponse.newBuilder()
                .setModel(WireShape.encode(answer.model()))
                .setShape(WireShape.encode(answer.itemShape()))
                .setStatuses(statuses(rows))
                .setAnsweredAtMillis(answer.answeredAt().toEpochMilli());
        if (answer.extras().contains(ReadExtra.SHORT_TEXTS)) {
            message.setShortTexts(shortTexts(rows));
        }
        if (answer.tokensShared()) {
            message.setSharedTokenBytes(answer.tokenBytes());
        }
        return message.build();
    }

    private static ByteString statuses(EmbeddingRows rows) {
        byte[] statuses = new byte[rows.size()];
        for (int item = 0; item < statuses.length; item++) {
            statuses[item] = rows.status(item).id();
        }
        return UnsafeByteOperations.unsafeWrap(statuses);
    }

    private static ShortTexts shortTexts(EmbeddingRows rows) {
        ShortTexts.Builder texts = ShortTexts.newBuilder();
        for (int item = 0; item < rows.size(); item++) {
            String text = rows.shortText(item);
            texts.addTexts(text == null ? "" : text);
        }
        return texts.build();
    }
}
