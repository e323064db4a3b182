package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.bundle.BundleManifest;
import io.mixline.encoder.pooling.NumberConversion;
import io.mixline.encoder.pooling.Pooling;
import io.mixline.schemas.EmbeddingShape;

/** The last stage: a text's states become its embedding tokens. Thread-safe. */
final class TextPooling {

    private final Pooling pooling;
    private final EmbeddingShape shape;

    TextPooling(BundleManifest manifest) {
        this.pooling = manifest.pooling();
        this.shape = manifest.shape();
    }

    /** Ends the text, whatever happens. */
    void pool(TextInFlight text) {
        try {
            float[] values = pooling.pool(text.states(), shape.tokens());
            text.complete(NumberConversion.convert(values, shape));
        } catch (ArithmeticException e) {
            text.fail(new EncoderException(
                    EncoderException.Kind.BAD_INPUT, "the model gave no usable numbers: " + e.getMessage(), e));
        } catch (Throwable e) {
            text.fail(new EncoderException(EncoderException.Kind.FATAL, "cannot pool what the model gave: " + e, e));
        }
    }
}
