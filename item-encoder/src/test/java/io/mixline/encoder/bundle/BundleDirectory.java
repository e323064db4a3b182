package io.mixline.encoder.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle under a test's own directory, changed a line at a time. */
public final class BundleDirectory {

    /** A bundle without a model, 2 tokens of dimension 8. */
    public static final String HASHING = """
            modelVersion: hash-k2-v1
            embeddingSpace: hash-k2
            engine: hashing
            text:
              maxTextTokens: 64
            tokensPerItem: 2
            dimension: 8
            dtype: FLOAT16
            templates:
              itemText: |
                {title}
                {description}
              shortText: "{title, company}"
            """;

    /** A bundle with files, which need not be a model. */
    public static final String ONNX = """
            modelVersion: tiny-k4-v1
            embeddingSpace: tiny-k4
            engine: onnxruntime
            model:
              file: model.onnx
              tokenizer: tokenizer.json
              inputs:
                tokenIds: input_ids
                attentionMask: attention_mask
                typeIds: token_type_ids
              output: last_hidden_state
            text:
              maxTextTokens: 2048
              window: 512
              truncation: HEAD
            pooling:
              kind: SEGMENT_MEAN
            tokensPerItem: 4
            dimension: 384
            dtype: FLOAT16
            templates:
              itemText: "{title}"
              shortText: "{title, company}"
            """;

    private final Path directory;

    private BundleDirectory(Path directory) {
        this.directory = directory;
    }

    public static BundleDirectory in(Path directory, String manifest) {
        return new BundleDirectory(directory).file(BundleManifest.FILE_NAME, manifest);
    }

    /** With a model file and a tokeniser that only the fingerprint reads. */
    public static BundleDirectory withFiles(Path directory) {
        return in(directory, ONNX).file("model.onnx", "weights").file("tokenizer.json", "{}");
    }

    public BundleDirectory file(String name, String text) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces text of the manifest that must be there. */
    public BundleDirectory change(String from, String to) {
        try {
            String manifest = Files.readString(directory.resolve(BundleManifest.FILE_NAME));
            if (!manifest.contains(from)) {
                throw new IllegalArgumentException("not in the manifest: " + from);
            }
            return file(BundleManifest.FILE_NAME, manifest.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return directory;
    }

    public ModelBundle load() {
        return ModelBundle.load(directory);
    }
}
