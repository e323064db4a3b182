package io.mixline.jobs.fence;

import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.TextFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * An item that is there.
 *
 * @param written fingerprint of the tokens last written; null where the topic holds none of it
 * @param settled whether {@code written} is the text of {@code order}: false after a change that could not be encoded
 *     and after a mark without its tokens, until tokens of that order come
 */
public record LiveEntry(ItemOrder order, @Nullable TextFingerprint written, boolean settled) implements FenceEntry {}
