package io.mixline.benchmarks.cache;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The rival: {@code MGET} by Lettuce, and the values copied to where their rows are. */
final class LettuceReads implements ReadWay {

    private final String name;
    private final ReadShape shape;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final ByteBuffer packed;
    private final byte[][] keys;

    LettuceReads(String name, ReadShape shape, RedisURI uri) {
        this.name = name;
        this.shape = shape;
        this.client = RedisClient.create(uri);
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
        this.packed = ByteBuffer.allocateDirect(shape.ids() * shape.rowBytes());
        this.keys = new byte[shape.items()][];
        Arrays.setAll(keys, ReadShape::key);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ByteBuffer read(int[] items) {
        byte[][] asked = new byte[items.length][];
        for (int id = 0; id < items.length; id++) {
            asked[id] = keys[items[id]];
        }
        List<KeyValue<byte[], byte[]>> values = connection.sync().mget(asked);
        for (int id = 0; id < items.length; id++) {
            packed.put(id * shape.rowBytes(), values.get(id).getValue());
        }
        return packed.clear();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
