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
import org.jspecify.annotations.Nullable;

/**
 * A model as bytes, big endian. Key: its fingerprint. Value: version 1, dtype, tokens and dimension (0 and 0 while no
 * shape is known), first seen, live and deleted items, and the space up to the end.
 */
final class CachedModelFormat {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 2 + 2 * Integer.BYTES + 3 * Long.BYTES;

    private CachedModelFormat() {}

    static byte[] key(CachedModel model) {
        return model.model().fingerprint().hash().toBytes();
    }

    static byte[] value(CachedModel model) {
        byte[] space = model.model().space().name().getBytes(StandardCharsets.UTF_8);
        EmbeddingShape shape = model.shape();
        return ByteBuffer.allocate(FIXED_BYTES + space.length)
                .put(VERSION)
                .put(shape == null ? 0 : shape.dtype().id())
                .putInt(shape == null ? 0 : shape.tokens())
                .putInt(shape == null ? 0 : shape.dimension())
                .putLong(model.firstSeen())
                .putLong(model.items().live())
                .putLong(model.items().deleted())
                .put(space)
                .array();
    }

    static CachedModel decode(byte[] key, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        FormatVersion.check("model", in.get(), VERSION);
        EmbeddingShape shape = shape(in);
        long firstSeen = in.getLong();
        CachedModel.ItemCount items = new CachedModel.ItemCount(in.getLong(), in.getLong());
        String space = new String(value, in.position(), in.remaining(), StandardCharsets.UTF_8);
        EmbeddingModel model =
                new EmbeddingModel(new EmbeddingSpace(space), new ModelFingerprint(Hash128.fromBytes(key)));
        return new CachedModel(model, shape, firstSeen, items);
    }

    private static @Nullable EmbeddingShape shape(ByteBuffer in) {
        EmbeddingDtype dtype = EmbeddingDtype.fromId(in.get());
        int tokens = in.getInt();
        int dimension = in.getInt();
        return tokens == 0 ? null : new EmbeddingShape(tokens, dimension, dtype);
    }
}
