package io.mixline.cache.rocksdb;

import io.mixline.cache.CachedModel;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ModelFingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model as bytes, big endian. Key: its fingerprint. Value: version 2, dtype, tokens and dimension (0 and 0 while no
 * shape is known), first seen, live and deleted items, the number of topics, then each topic and the space as the number
 * of bytes and the bytes. Version 1 had the space up to the end after the items, and no topics.
 */
final class CachedModelFormat {

    private static final byte WITHOUT_TOPICS = 1;
    private static final byte VERSION = 2;
    private static final int FIXED_BYTES = 2 + 3 * Integer.BYTES + 3 * Long.BYTES;

    private CachedModelFormat() {}

    static byte[] key(CachedModel model) {
        return model.model().fingerprint().hash().toBytes();
    }

    static byte[] value(CachedModel model) {
        List<byte[]> names = new ArrayList<>();
        model.topics().stream().sorted().forEach(topic -> names.add(topic.getBytes(StandardCharsets.UTF_8)));
        names.add(model.model().space().name().getBytes(StandardCharsets.UTF_8));
        int nameBytes =
                names.stream().mapToInt(name -> Integer.BYTES + name.length).sum();
        EmbeddingShape shape = model.shape();
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + nameBytes)
                .put(VERSION)
                .put(shape == null ? 0 : shape.dtype().id())
                .putInt(shape == null ? 0 : shape.tokens())
                .putInt(shape == null ? 0 : shape.dimension())
                .putLong(model.firstSeen())
                .putLong(model.items().live())
                .putLong(model.items().deleted())
                .putInt(model.topics().size());
        names.forEach(name -> out.putInt(name.length).put(name));
        return out.array();
    }

    static CachedModel decode(byte[] key, byte[] value) {
        try {
            return read(key, value);
        } catch (RuntimeException e) {
            throw FormatVersion.damaged("model", value, e);
        }
    }

    private static CachedModel read(byte[] key, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte version = in.get();
        if (version != WITHOUT_TOPICS) {
            FormatVersion.check("model", version, VERSION);
        }
        EmbeddingShape shape = shape(in);
        long firstSeen = in.getLong();
        CachedModel.ItemCount items = new CachedModel.ItemCount(in.getLong(), in.getLong());
        Set<String> topics = new HashSet<>();
        int topicCount = version == WITHOUT_TOPICS ? 0 : in.getInt();
        for (int topic = 0; topic < topicCount; topic++) {
            topics.add(name(in, in.getInt()));
        }
        String space = name(in, version == WITHOUT_TOPICS ? in.remaining() : in.getInt());
        EmbeddingModel model =
                new EmbeddingModel(new EmbeddingSpace(space), new ModelFingerprint(Hash128.fromBytes(key)));
        return new CachedModel(model, shape, firstSeen, items, topics);
    }

    private static String name(ByteBuffer in, int bytes) {
        String name =
                StandardCharsets.UTF_8.decode(in.slice(in.position(), bytes)).toString();
        in.position(in.position() + bytes);
        return name;
    }

    private static @Nullable EmbeddingShape shape(ByteBuffer in) {
        EmbeddingDtype dtype = EmbeddingDtype.fromId(in.get());
        int tokens = in.getInt();
        int dimension = in.getInt();
        return tokens == 0 ? null : new EmbeddingShape(tokens, dimension, dtype);
    }
}
