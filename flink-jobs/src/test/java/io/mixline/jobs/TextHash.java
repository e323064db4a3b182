package io.mixline.jobs;

import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.gate.ComposedText;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.EmbeddingTokens;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.TextFingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** An encoder for tests: a text's tokens are its hash. The text is the title. */
public final class TextHash {

    private static final EmbeddingShape SHAPE = new EmbeddingShape(1, 4, EmbeddingDtype.FLOAT32);

    private TextHash() {}

    public static String textOf(ItemContent content) {
        return String.join(" ", content.values("title"));
    }

    public static ItemText compose(ItemContent content) {
        return text(textOf(content));
    }

    public static ItemText text(String text) {
        return new ItemText(text, null, fingerprint(text));
    }

    public static ComposedText composed(String text) {
        return new ComposedText(text(text), ScriptedEncoder.MODEL.fingerprint());
    }

    public static TextFingerprint fingerprint(String text) {
        UUID hash = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        return new TextFingerprint(new Hash128(hash.getMostSignificantBits(), hash.getLeastSignificantBits()));
    }

    public static EncodedText encode(String text) {
        Hash128 hash = fingerprint(text).hash();
        byte[] tokens = ByteBuffer.allocate(SHAPE.bytes()).put(hash.toBytes()).array();
        return new EncodedText(fingerprint(text), new EmbeddingTokens(SHAPE, tokens), text, 1, false);
    }
}
