package io.mixline.encoder.runtime;

import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.bundle.ModelBundle;

/** Opens the runtime over an engine that a test made, which no product code does. */
public final class RuntimeUnderTest {

    private RuntimeUnderTest() {}

    public static EncoderRuntime over(ItemEncoder encoder, ModelBundle bundle, EncoderSettings settings) {
        return new EncoderRuntime(bundle, encoder, settings, EncoderMetrics.NONE, System::nanoTime);
    }
}
