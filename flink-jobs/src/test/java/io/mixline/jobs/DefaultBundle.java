package io.mixline.jobs;

import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.jobs.encode.BundleEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The default bundle with its real model, as the build of the encoder made it. */
final class DefaultBundle {

    private static final Path BUNDLE = Path.of("..", "item-encoder", "target", "bundles", "minilm-l6-k4-v1");

    private DefaultBundle() {}

    /** Under another name, which decides the topic and not the fingerprint. */
    static BundleEncoder named(String name, Path directory) throws IOException {
        Path bundle = Files.createDirectories(directory.resolve("bundle-" + name));
        for (String file : List.of("model.onnx", "tokenizer.json")) {
            Files.copy(BUNDLE.resolve(file), bundle.resolve(file));
        }
        String manifest = Files.readString(BUNDLE.resolve("bundle.yaml"));
        Files.writeString(
                bundle.resolve("bundle.yaml"),
                manifest.replace("modelVersion: minilm-l6-k4-v1", "modelVersion: " + name));
        return BundleEncoder.load(EncoderSettings.of(bundle));
    }
}
