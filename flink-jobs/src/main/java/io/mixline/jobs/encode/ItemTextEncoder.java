package io.mixline.jobs.encode;

import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.util.concurrent.CompletableFuture;

/** Turns item texts into embedding tokens. Thread-safe. */
public interface ItemTextEncoder extends AutoCloseable {

    /** Fails with {@link io.mixline.encoder.EncoderException}, whose kind says what to do about it. */
    CompletableFuture<EncodedText> encode(ItemText text, Lane lane);

    @Override
    void close();
}
