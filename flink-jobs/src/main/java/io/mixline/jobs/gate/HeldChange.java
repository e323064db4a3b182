package io.mixline.jobs.gate;

import io.mixline.schemas.ItemChange;
import io.mixline.schemas.TextFingerprint;
import java.time.Instant;

/** A change that came too soon after the last one of its item, and waits for {@code dueAt}. */
public record HeldChange(ItemChange change, TextFingerprint fingerprint, Instant dueAt) {}
