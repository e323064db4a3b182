package io.mixline.cache.rocksdb;

import io.mixline.schemas.ModelFingerprint;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;

/**
 * A model's two column families. Key of both: the item id in UTF-8. {@code tokens} is what reads look into: an item's tokens
 * with its metadata, one value of one moment. {@code metadata} is what writes look into, the same metadata alone: small
 * enough to stay in memory. The handles belong to the store.
 */
record ModelFamilies(ColumnFamilyHandle tokens, ColumnFamilyHandle metadata) {

    /** Not above any key. */
    static final byte[] FIRST_KEY = {};

    /** Above every key: no UTF-8 begins with this byte. */
    static final byte[] AFTER_LAST_KEY = {(byte) 0xFF};

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
