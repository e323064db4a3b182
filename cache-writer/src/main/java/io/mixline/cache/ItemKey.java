package io.mixline.cache;

import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;

/** What a cache keeps one entry for: an item under a model. */
public record ItemKey(ModelFingerprint model, ItemId itemId) {

    static ItemKey of(CacheChange change) {
        return new ItemKey(change.model().fingerprint(), change.itemId());
    }
}
