package io.mixline.encoder.djl;

import io.mixline.encoder.bundle.BundleManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The default bundle as the build made it, and variants of it. */
final class DefaultBundle {

    static final Path DIRECTORY =
            Path.of("target", "bundles", "minilm-l6-k4-v1").toAbsolutePath();

    private DefaultBundle() {}

    /** The same model with another line of the manifest. */
    static Path changed(Path directory, String... fromTo) {
        try {
            String manifest = Files.readString(DIRECTORY.resolve(BundleManifest.FILE_NAME));
            for (int i = 0; i < fromTo.length; i += 2) {
                if (!manifest.contains(fromTo[i])) {
                    throw new IllegalArgumentException("not in the manifest: " + fromTo[i]);
                }
                manifest = manifest.replace(fromTo[i], fromTo[i + 1]);
            }
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(BundleManifest.FILE_NAME), manifest);
            for (String file : new String[] {"model.onnx", "tokenizer.json"}) {
                Path copy = directory.resolve(file);
                if (!Files.exists(copy)) {
                    link(DIRECTORY.resolve(file), copy);
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path file, Path copy) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
