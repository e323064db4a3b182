package io.mixline.encoder.djl;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An ONNX file, written by hand: looks each token id up in a table [ids, dimension] and keeps the first positions, so that
 * it ends in [batch, tokens, dimension] as a graph with its own pooling does. Takes no type ids.
 */
final class TinyGraph {

    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private TinyGraph() {}

    /** The number at (id, column) of the table. */
    static float value(long id, int column) {
        return (id % 1000) / 1000f + column;
    }

    static byte[] bytes(int ids, int tokens, int dimension) {
        Message graph = new Message()
                .message(1, node("Gather", "states", "table", "input_ids"))
                .message(1, node("Slice", "tokens", "states", "zero", "count", "one"))
                .text(2, "tiny")
                .message(5, table(ids, dimension))
                .message(5, number("zero", 0))
                .message(5, number("count", tokens))
                .message(5, number("one", 1))
                .message(11, value("input_ids", INT64, "batch", "positions"))
                .message(11, value("attention_mask", INT64, "batch", "positions"))
                .message(12, value("tokens", FLOAT, "batch", "tokens", "dimension"));
        return new Message()
                .number(1, 8)
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, 13))
                .bytes();
    }

    private static Message node(String operator, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, operator);
    }

    private static Message table(int ids, int dimension) {
        ByteBuffer data = ByteBuffer.allocate(ids * dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int id = 0; id < ids; id++) {
            for (int column = 0; column < dimension; column++) {
                data.putFloat(value(id, column));
            }
        }
        return new Message()
                .number(1, ids)
                .number(1, dimension)
                .number(2, FLOAT)
                .text(8, "table")
                .field(9, data.array());
    }

    private static Message number(String name, long value) {
        byte[] data = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        return new Message().number(1, 1).number(2, INT64).text(8, name).field(9, data);
    }

    private static Message value(String name, int type, String... axes) {
        Message shape = new Message();
        for (String axis : axes) {
            shape.message(1, new Message().text(2, axis));
        }
        Message tensor = new Message().number(1, type).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    /** A message in protobuf's wire format. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return field(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return field(field, value.bytes());
        }

        Message field(int field, byte[] value) {
            varint(((long) field << 3) | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
