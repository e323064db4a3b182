package io.mixline.encoder;

import io.mixline.encoder.pooling.PositionStates;
import java.util.List;

/**
 * An engine with a bundle's model loaded. It does the two things that only an engine can: cut a text into windows of the
 * model's token ids, and run windows. What comes before and after is the same for all engines. Thread-safe. Failures are
 * {@link EncoderException}s.
 */
public interface ItemEncoder extends AutoCloseable {

    /** The text as the model takes it, cut to the bundle's length. On a host thread, never on the device. */
    TokenizedText tokenize(String text);

    /**
     * Runs windows in one call on the device.
     *
     * @return per window, in the order given, the states of its positions, without padding
     */
    List<PositionStates> run(List<TokenWindow> windows);

    /** What one run should hold where nothing else is configured. */
    RunSize preferredRunSize();

    /** Frees the model. No call may be running. */
    @Override
    void close();
}
