package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.time.Duration;

/** What an encoder tells about itself. Called on its threads: implementations are thread-safe and quick. */
public interface EncoderMetrics {

    /** Tells nobody. */
    EncoderMetrics NONE = new EncoderMetrics() {};

    /**
     * A text left the encoder.
     *
     * @param latency from when the text was let in to when its tokens were ready
     */
    default void textEncoded(Lane lane, EncodedText text, Duration latency) {}

    default void textFailed(Lane lane, EncoderException.Kind kind) {}

    /** One run on the device. A run serves texts of any caller, so that it is told to one of them. */
    default void deviceRun(DeviceRun run) {}

    /**
     * A run on the device.
     *
     * @param tokens positions of the windows
     * @param padding positions beyond those, up to the longest window
     */
    record DeviceRun(int windows, int tokens, int padding, Duration took) {}
}
