package io.mixline.jobs.encode;

import io.mixline.schemas.EncodedText;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.Lane;
import java.util.concurrent.CompletableFuture;

/** Turns an item's content into embedding tokens. Thread-safe. */
public interface ContentEncoder extends AutoCloseable {

    /** Fails with {@link io.mixline.encoder.EncoderException}, whose kind says what to do about it. */
    CompletableFuture<EncodedText> encode(ItemContent content, Lane lane);

    @Override
    void close();
}
