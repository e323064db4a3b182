package io.mixline.encoder.bundle;

import io.mixline.encoder.pooling.Pooling;
import io.mixline.encoder.text.ItemTextComposer;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle's {@code bundle.yaml} says, checked. Reading it reads no model: it is enough to compose texts.
 *
 * @param graph null for an engine without model files
 * @param shape of one item's embedding tokens
 */
public record BundleManifest(
        BundleNames names,
        EncoderEngine engine,
        @Nullable ModelGraph graph,
        TextLimits limits,
        Pooling pooling,
        EmbeddingShape shape,
        BundleTemplates templates) {

    public static final String FILE_NAME = "bundle.yaml";

    /**
     * Reads a bundle's manifest.
     *
     * @throws InvalidConfigurationException with every problem of the manifest and of the files it names
     */
    public static BundleManifest load(Path directory) {
        return ManifestReader.read(directory);
    }

    public ItemTextComposer composer() {
        return templates.composer();
    }
}
