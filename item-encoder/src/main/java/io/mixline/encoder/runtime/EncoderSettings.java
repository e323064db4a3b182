package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderDevice;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * How to run a bundle on this machine. Nothing here decides an embedding's bytes.
 *
 * @param bundle the bundle's directory
 */
public record EncoderSettings(String bundle, EncoderDevice device, EncoderThreads threads, EncoderLimits limits)
        implements Serializable {

    /** On the CPU, one run a core. */
    public static EncoderSettings of(Path bundle) {
        return new EncoderSettings(
                bundle.toString(),
                EncoderDevice.CPU,
                EncoderThreads.forCores(Runtime.getRuntime().availableProcessors()),
                EncoderLimits.DEFAULT);
    }

    public EncoderSettings withThreads(EncoderThreads other) {
        return new EncoderSettings(bundle, device, other, limits);
    }

    public EncoderSettings withLimits(EncoderLimits other) {
        return new EncoderSettings(bundle, device, threads, other);
    }

    public Path directory() {
        return Path.of(bundle);
    }
}
