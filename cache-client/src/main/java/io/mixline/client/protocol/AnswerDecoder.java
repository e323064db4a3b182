package io.mixline.client.protocol;

import com.google.protobuf.WireFormat;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingRows;
import io.mixline.client.ItemStatus;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.protocol.v1.GetEmbeddingsResponse;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads the answer to one request: everything before the tokens by protobuf, the tokens straight into the memory that they
 * are wanted in, out of the message or of memory that was shared for them. Believes no length and no number that it did not hold against the request.
 */
public final class AnswerDecoder {

    private static final ItemStatus[] STATUSES = ItemStatus.values();
    private static final int TOKENS_TAG =
            (GetEmbeddingsResponse.TOKENS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private final ReadRequest request;
    private final TokenMemory memory;
    private final Optional<MappedMemory> shared;

    /** @param shared what the request named for the tokens */
    public AnswerDecoder(ReadRequest request, TokenMemory memory, Optional<MappedMemory> shared) {
        this.request = request;
        this.memory = memory;
        this.shared = shared;
    }

    /**
     * The answer in our words, its tokens in the memory.
     *
     * @throws MalformedAnswerException where it is no answer to the request
     */
    public EmbeddingBatch decode(InputStream message) {
        try {
            MessageBytes bytes = MessageBytes.of(message);
            AnswerHead head = AnswerHead.read(bytes, TOKENS_TAG);
            return batch(GetEmbeddingsResponse.parseFrom(head.bytes()), head.tokenBytes(), bytes);
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedAnswerException("answer: " + e.getMessage(), e);
        }
    }

    private EmbeddingBatch batch(GetEmbeddingsResponse head, int tokenBytes, MessageBytes bytes) throws IOException {
        EmbeddingModel model = WireShape.decode(head.getModel());
        EmbeddingShape shape = WireShape.decode(head.getShape());
        int items = request.itemIds().size();
        expect("statuses", head.getStatuses().size(), items);
        expect("versions", head.getVersionsCount(), items);
        expect("changed_at_millis", head.getChangedAtMillisCount(), items);
        long expected = EmbeddingBatch.bytes(shape, items);
        expect("tokens", tokenBytes, head.hasSharedTokenBytes() ? 0 : expected);
        checkAsked(model);
        EmbeddingRows.Builder rows = new EmbeddingRows.Builder(request.itemIds());
        for (int item = 0; item < items; item++) {
            row(head, item, rows);
        }
        shortTexts(head, items, rows);
        ByteBuffer packed;
        if (head.hasSharedTokenBytes()) {
            ByteBuffer written = shared(head, expected);
            packed = packed(written.remaining());
            packed.duplicate().put(written);
        } else {
            packed = packed(tokenBytes);
            bytes.readFully(packed);
        }
        return new EmbeddingBatch(model, shape, rows.build(), packed);
    }

    private ByteBuffer packed(int tokenBytes) {
        return memory.take(tokenBytes).duplicate().clear().limit(tokenBytes).slice();
    }

    private ByteBuffer shared(GetEmbeddingsResponse head, long expected) {
        expect("shared_token_bytes", head.getSharedTokenBytes(), expected);
        return shared.orElseThrow(() -> new MalformedAnswerException(
                        "shared_token_bytes: " + expected + " (expected: absent, no shared memory was named)"))
                .written(expected);
    }

    private void checkAsked(EmbeddingModel model) {
        boolean accepted = request.accepted().isEmpty() || request.accepted().contains(model.fingerprint());
        if (!model.space().equals(request.space()) || !accepted) {
            throw new MalformedAnswerException("answer: tokens of model " + model.fingerprint() + " of "
                    + model.space() + " (expected: of " + request.space()
                    + (request.accepted().isEmpty() ? "" : ", one of " + request.accepted()) + ")");
        }
    }

    private static void row(GetEmbeddingsResponse head, int item, EmbeddingRows.Builder rows) {
        byte id = head.getStatuses().byteAt(item);
        if (id < 0 || id >= STATUSES.length) {
            throw new MalformedAnswerException("statuses[" + item + "]: " + id + " (expected: 0 to 3)");
        }
        if (STATUSES[id] != ItemStatus.MISS) {
            long version = head.getVersions(item);
            if (version < 0) {
                throw new MalformedAnswerException("versions[" + item + "]: " + version + " (expected: >= 0)");
            }
            rows.known(item, STATUSES[id], version, head.getChangedAtMillis(item));
        }
    }

    private static void shortTexts(GetEmbeddingsResponse head, int items, EmbeddingRows.Builder rows) {
        if (!head.hasShortTexts()) {
            return;
        }
        expect("short_texts", head.getShortTexts().getTextsCount(), items);
        for (int item = 0; item < items; item++) {
            String text = head.getShortTexts().getTexts(item);
            if (!text.isEmpty()) {
                if (!STATUSES[head.getStatuses().byteAt(item)].hasTokens()) {
                    throw new MalformedAnswerException(
                            "short_texts[" + item + "]: present (expected: none, no tokens)");
                }
                rows.shortText(item, text);
            }
        }
    }

    private static void expect(String field, long found, long expected) {
        if (found != expected) {
            throw new MalformedAnswerException(field + ": " + found + " (expected: " + expected + ", by the request)");
        }
    }
}
