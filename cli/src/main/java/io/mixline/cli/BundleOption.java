package io.mixline.cli;

import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model bundle is used; by default the one that the build makes. */
final class BundleOption {

    private static final String DEFAULT = "item-encoder/target/bundles/minilm-l6-k4-v1";

    @Option(
            names = "--bundle",
            paramLabel = "DIRECTORY",
            description = "The model bundle; by default minilm-l6-k4-v1, which the build makes.")
    private @Nullable Path given;

    /** @throws InvalidConfigurationException where there is none */
    Path directory() {
        Path directory = given == null ? Path.of(System.getProperty("mixline.home", "."), DEFAULT) : given;
        if (!Files.isDirectory(directory)) {
            throw new InvalidConfigurationException(
                    "model bundle",
                    List.of("--bundle: " + directory + " (expected: a directory; the build makes the default one)"));
        }
        return directory.toAbsolutePath().normalize();
    }
}
