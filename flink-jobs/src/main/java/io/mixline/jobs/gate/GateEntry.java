package io.mixline.jobs.gate;

import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.TextFingerprint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a gate knows of an item.
 *
 * @param order the highest seen, that of a held change included
 * @param fingerprint of the text last let through or marked; null after a DELETE and after a text that could not be
 *     handled, so that the next text is encoded whatever it is
 * @param letThroughAt when a text last went to the encoder; null where none ever did
 */
public record GateEntry(
        ItemOrder order,
        @Nullable TextFingerprint fingerprint,
        @Nullable Instant letThroughAt) {}
