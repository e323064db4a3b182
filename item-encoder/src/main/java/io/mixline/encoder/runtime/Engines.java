package io.mixline.encoder.runtime;

import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.djl.DjlItemEncoder;
import io.mixline.encoder.hashing.HashingItemEncoder;

/** Opens the engine that a bundle names. A new engine is a constant of EncoderEngine and a line here. */
final class Engines {

    private Engines() {}

    static ItemEncoder open(ModelBundle bundle, EncoderSettings settings) {
        return switch (bundle.manifest().engine()) {
            case ONNXRUNTIME ->
                DjlItemEncoder.open(
                        bundle, settings.device(), settings.threads().runs());
            case HASHING -> new HashingItemEncoder(bundle.manifest());
        };
    }
}
