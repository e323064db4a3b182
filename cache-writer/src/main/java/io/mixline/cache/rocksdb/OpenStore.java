package io.mixline.cache.rocksdb;

import io.mixline.cache.OpenUses;

/**
 * A store, and who reads it.
 *
 * @param uses of the snapshots that were taken since this record was made
 */
record OpenStore(RocksDbStore store, OpenUses uses) implements AutoCloseable {

    OpenStore(RocksDbStore store) {
        this(store, new OpenUses());
    }

    /** Refuses new snapshots, waits for those that are open, then lets go of the store. Idempotent. */
    @Override
    public void close() {
        if (uses.close()) {
            store.close();
        }
    }
}
