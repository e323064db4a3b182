package io.mixline.client.protocol;

import com.google.protobuf.ByteString;
import io.mixline.protocol.v1.Dtype;
import io.mixline.protocol.v1.Model;
import io.mixline.protocol.v1.Shape;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ModelFingerprint;

/** Models and shapes on the wire. Throws IllegalArgumentException for what is none. */
final class WireShape {

    private WireShape() {}

    static Model encode(EmbeddingModel model) {
        return Model.newBuilder()
                .setEmbeddingSpace(model.space().name())
                .setFingerprint(encode(model.fingerprint()))
                .build();
    }

    static ByteString encode(ModelFingerprint fingerprint) {
        return ByteString.copyFrom(fingerprint.hash().toBytes());
    }

    static Shape encode(EmbeddingShape shape) {
        return Shape.newBuilder()
                .setTokens(shape.tokens())
                .setDimension(shape.dimension())
                .setDtype(encode(shape.dtype()))
                .build();
    }

    static EmbeddingModel decode(Model model) {
        return new EmbeddingModel(new EmbeddingSpace(model.getEmbeddingSpace()), fingerprint(model.getFingerprint()));
    }

    static ModelFingerprint fingerprint(ByteString bytes) {
        return new ModelFingerprint(Hash128.fromBytes(bytes.toByteArray()));
    }

    static EmbeddingShape decode(Shape shape) {
        try {
            return new EmbeddingShape(shape.getTokens(), shape.getDimension(), decode(shape.getDtype()));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "shape: [" + shape.getTokens() + ", " + shape.getDimension() + "] (expected: below 2 GiB an item)",
                    e);
        }
    }

    private static Dtype encode(EmbeddingDtype dtype) {
        return switch (dtype) {
            case FLOAT16 -> Dtype.FLOAT16;
            case BFLOAT16 -> Dtype.BFLOAT16;
            case FLOAT32 -> Dtype.FLOAT32;
            case INT8 -> Dtype.INT8;
        };
    }

    private static EmbeddingDtype decode(Dtype dtype) {
        return switch (dtype) {
            case FLOAT16 -> EmbeddingDtype.FLOAT16;
            case BFLOAT16 -> EmbeddingDtype.BFLOAT16;
            case FLOAT32 -> EmbeddingDtype.FLOAT32;
            case INT8 -> EmbeddingDtype.INT8;
            case DTYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("dtype: " + dtype + " (expected: a known number type)");
        };
    }
}
