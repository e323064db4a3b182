package io.mixline.schemas;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be handled, with its original bytes and the reason.
 *
 * @param itemId null where it could not be read
 */
public record DeadLetter(SourceRecord source, @Nullable ItemId itemId, DeadLetterReason reason, Instant at) {}
