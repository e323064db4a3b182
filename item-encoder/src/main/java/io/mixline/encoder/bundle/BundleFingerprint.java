package io.mixline.encoder.bundle;

import io.mixline.encoder.text.ItemTextComposer;
import io.mixline.encoder.text.TextTemplate;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ModelFingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256, cut to 128 bits, over everything that decides an embedding's bytes or its short text, and over nothing else:
 * not the model version, not the embedding space, not the files' names. Each part goes in as its name and value, both
 * with their lengths, in a fixed order.
 */
final class BundleFingerprint {

    private final MessageDigest digest = sha256();

    private BundleFingerprint() {}

    static ModelFingerprint of(Path directory, BundleManifest manifest) {
        BundleFingerprint fingerprint = new BundleFingerprint();
        fingerprint.putManifest(manifest);
        ModelGraph graph = manifest.graph();
        if (graph != null) {
            fingerprint.putGraph(directory, graph);
        }
        return new ModelFingerprint(Hash128.fromBytes(Arrays.copyOf(fingerprint.digest.digest(), Hash128.BYTES)));
    }

    private void putManifest(BundleManifest manifest) {
        put("engine", manifest.engine().precision());
        put("composition", ItemTextComposer.VERSION);
        put("itemText", manifest.templates().itemText().toString());
        TextTemplate shortText = manifest.templates().shortText();
        put("shortText", shortText == null ? "" : shortText.toString());
        put("maxTextTokens", manifest.limits().maxTextTokens());
        put("window", manifest.limits().window());
        put("truncation", manifest.limits().truncation().name());
        put("pooling", manifest.pooling().name());
        put("tokensPerItem", manifest.shape().tokens());
        put("dimension", manifest.shape().dimension());
        put("dtype", manifest.shape().dtype().name());
    }

    private void putGraph(Path directory, ModelGraph graph) {
        put("input tokenIds", graph.inputs().tokenIds());
        put("input attentionMask", graph.inputs().attentionMask());
        @Nullable String typeIds = graph.inputs().typeIds();
        put("input typeIds", typeIds == null ? "" : typeIds);
        put("output", graph.output());
        put("weights", sha256(directory.resolve(graph.file())));
        put("tokenizer", sha256(directory.resolve(graph.tokenizer())));
        put("control tokens", ControlTokens.VERSION);
    }

    private void put(String name, int value) {
        put(name, Integer.toString(value));
    }

    private void put(String name, String value) {
        put(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, byte[] value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(nameBytes.length).flip());
        digest.update(nameBytes);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).flip());
        digest.update(value);
    }

    private static byte[] sha256(Path file) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            int read;
            while ((read = in.read(buffer)) > 0) {
                digest.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot hash " + file, e);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
