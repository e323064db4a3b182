package io.mixline.encoder.bundle;

import io.mixline.encoder.text.ItemTextComposer;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ModelVersion;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Path;

/**
 * A model bundle on this machine: a directory with {@code bundle.yaml}, the model file and {@code tokenizer.json}, that
 * is everything that decides the bytes of an embedding.
 *
 * @param model the embedding space that the manifest names, and the fingerprint over what was found
 */
public record ModelBundle(Path directory, BundleManifest manifest, EmbeddingModel model) {

    /**
     * Reads the manifest and hashes the files (90 MB in about a quarter of a second). Loads no model.
     *
     * @throws InvalidConfigurationException with every problem found
     */
    public static ModelBundle load(Path directory) {
        BundleManifest manifest = BundleManifest.load(directory);
        return new ModelBundle(
                directory,
                manifest,
                new EmbeddingModel(manifest.names().embeddingSpace(), BundleFingerprint.of(directory, manifest)));
    }

    public ModelVersion modelVersion() {
        return manifest.names().modelVersion();
    }

    public EmbeddingShape shape() {
        return manifest.shape();
    }

    public ItemTextComposer composer() {
        return manifest.composer();
    }

    /** The version, its space and its fingerprint. */
    @Override
    public String toString() {
        return modelVersion() + " (" + model.space() + ", " + model.fingerprint() + ")";
    }
}
