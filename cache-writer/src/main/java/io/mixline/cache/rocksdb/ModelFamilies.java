package io.mixline.cache.rocksdb;

import io.mixline.schemas.ModelFingerprint;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;

/**
 * A model's two column families. Key of both: the item id in UTF-8. The values of tokens are their bytes
 * and nothing else, so that a read copies them to where they belong. The handles belong to the store.
 */
record ModelFamilies(ColumnFamilyHandle tokens, ColumnFamilyHandle metadata) {

    private static final String TOKENS = "tokens:";

    private static final String METADATA = "metadata:";

    static String tokensName(ModelFingerprint model) {
        return TOKENS + model;
    }

    static String metadataName(ModelFingerprint model) {
        return METADATA + model;
    }

    /** The model whose tokens are in the family of that name; empty for any other family. */
    static Optional<ModelFingerprint> model(String familyName) {
        return familyName.startsWith(TOKENS)
                ? Optional.of(ModelFingerprint.fromHex(familyName.substring(TOKENS.length())))
                : Optional.empty();
    }
}
