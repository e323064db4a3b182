package io.mixline.ranker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.mixline.client.EmbeddingBatch;
import io.mixline.schemas.EmbeddingShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Writes the bodies of {@code /v1/score}. Overrides are always named, with null for an item of text: SGLang then tokenises
 * query and items apart in every request, so that an item's ids do not depend on its batch mates. Immutable.
 */
final class ScoreJson {

    /** The fast writer is also the one that writes the shortest decimals: the JDK's does so from 19 on. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    /** Of a number with its comma, to size a buffer by. */
    private static final int EXPECTED_DIGITS = 12;

    private static final byte[] NO_OVERRIDES = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BETWEEN = "],\"item_embed_overrides\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    private final RankerSettings settings;

    ScoreJson(RankerSettings settings) {
        this.settings = settings;
    }

    /** An item of text. */
    static EncodedItem item(int position, String prompt) {
        return new EncodedItem(position, string(prompt), NO_OVERRIDES);
    }

    /**
     * An item of tokens: those of the batch's row at its position.
     *
     * @throws RankerException for a number that JSON cannot hold
     */
    static EncodedItem item(int position, String prompt, EmbeddingBatch batch) {
        return new EncodedItem(
                position, string(prompt), overrides(position, batch.itemShape(), batch.tokens(position)));
    }

    private static byte[] overrides(int position, EmbeddingShape shape, ByteBuffer row) {
        TokenNumbers numbers = TokenNumbers.of(shape.dtype());
        int width = shape.dtype().bytes();
        return written(expectedBytes(shape), json -> {
            int index = 0;
            json.writeStartArray();
            for (int token = 0; token < shape.tokens(); token++) {
                json.writeStartArray();
                for (int i = 0; i < shape.dimension(); i++, index += width) {
                    float number = numbers.at(row, index);
                    if (!Float.isFinite(number)) {
                        throw new RankerException(
                                RankerException.Kind.BAD_INPUT,
                                "candidates[" + position + "]: a token that holds " + number
                                        + " (expected: finite numbers)");
                    }
                    json.writeNumber(number);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    /** Just to begin with: an estimate, and no more than a MiB. */
    private static int expectedBytes(EmbeddingShape shape) {
        return (int) Math.min(1 << 20, (long) shape.tokens() * shape.dimension() * EXPECTED_DIGITS + 16);
    }

    /** All of a body that stands before its items. */
    byte[] head(String query) {
        byte[] fields = written(query.length() + 512, json -> {
            json.writeStartObject();
            json.writeStringField("model", settings.endpoint().servedModel());
            json.writeStringField("query", query);
            json.writeArrayFieldStart("label_token_ids");
            for (int id : settings.labels().ids()) {
                json.writeNumber(id);
            }
            json.writeEndArray();
            json.writeBooleanField("apply_softmax", settings.labels().scale() == LabelTokens.Scale.SOFTMAX);
            json.writeNumberField(
                    "embed_override_token_id", settings.prompts().placeholder().tokenId());
            json.writeArrayFieldStart("items");
            json.writeEndArray();
            json.writeEndObject();
        });
        return Arrays.copyOf(fields, fields.length - END.length);
    }

    /** Bytes of a body without its items. */
    static long emptyBytes(byte[] head) {
        return (long) head.length + BETWEEN.length + END.length;
    }

    /** A whole body; the items are not none. */
    static byte[] body(byte[] head, List<EncodedItem> items) {
        long bytes =
                emptyBytes(head) + items.stream().mapToLong(EncodedItem::bytes).sum();
        ByteBuffer body = ByteBuffer.allocate(Math.toIntExact(bytes - 2)); // one comma less than items, twice
        body.put(head);
        putAll(body, items, EncodedItem::prompt);
        body.put(BETWEEN);
        putAll(body, items, EncodedItem::overrides);
        return body.put(END).array();
    }

    private static void putAll(ByteBuffer body, List<EncodedItem> items, Function<EncodedItem, byte[]> part) {
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                body.put((byte) ',');
            }
            body.put(part.apply(items.get(i)));
        }
    }

    private static byte[] string(String value) {
        return written(value.length() + 16, json -> json.writeString(value));
    }

    private static byte[] written(int expectedBytes, JsonContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(expectedBytes);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
        return bytes.toByteArray();
    }

    /** Some JSON. */
    private interface JsonContent {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
