package io.mixline.cli.path;

import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.gate.ComposedText;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.TextFingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The encoder of the path: a text is a title, and its tokens are its hash. */
final class Texts {

    static final String NEVER_ENCODED = "this text never works";
    static final EmbeddingModel MODEL = new EmbeddingModel(
            new EmbeddingSpace("path"), ModelFingerprint.fromHex("00112233445566778899aabbccddeeff"));

    private static final EmbeddingShape SHAPE = new EmbeddingShape(1, 4, EmbeddingDtype.FLOAT32);

    private Texts() {}

    static String of(ItemContent content) {
        return String.join(" ", content.values("title"));
    }

    static TextFingerprint fingerprint(String text) {
        UUID hash = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        return new TextFingerprint(new Hash128(hash.getMostSignificantBits(), hash.getLeastSignificantBits()));
    }

    static ComposedText composed(String text) {
        return new ComposedText(new ItemText(text, null, fingerprint(text)), MODEL.fingerprint());
    }

    static EncodedText encode(String text) {
        byte[] tokens = ByteBuffer.allocate(SHAPE.bytes())
                .put(fingerprint(text).hash().toBytes())
                .array();
        return new EncodedText(fingerprint(text), new EmbeddingTokens(SHAPE, tokens), text, 1, false);
    }
}
