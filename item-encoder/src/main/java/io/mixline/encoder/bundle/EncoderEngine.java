package io.mixline.encoder.bundle;

import io.mixline.encoder.pooling.Pooling;
import java.util.Optional;

/** What runs a bundle's model. The key is what the manifest says. */
public enum EncoderEngine {

    /** An ONNX graph in float32, through DJL and ONNX Runtime. */
    ONNXRUNTIME("onnxruntime") {
        @Override
        boolean hasModelFiles() {
            return true;
        }

        @Override
        Optional<Pooling> onlyPooling() {
            return Optional.empty();
        }
    },

    /** No model: numbers derived from the text by a hash. */
    HASHING("hashing") {
        @Override
        boolean hasModelFiles() {
            return false;
        }

        @Override
        Optional<Pooling> onlyPooling() {
            return Optional.of(Pooling.IN_GRAPH);
        }
    };

    private final String key;

    EncoderEngine(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    /** What the engine computes in and how, as far as it decides bytes: part of the model fingerprint. */
    String precision() {
        return key + "/float32";
    }

    /** Whether a bundle of this engine holds a model file and a tokeniser. */
    abstract boolean hasModelFiles();

    /** The pooling of an engine that leaves no choice; its manifests need not name it. */
    abstract Optional<Pooling> onlyPooling();
}
