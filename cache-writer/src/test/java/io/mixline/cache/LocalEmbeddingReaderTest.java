package io.mixline.cache;

import io.mixline.client.EmbeddingReader;

class LocalEmbeddingReaderTest extends EmbeddingReaderContract {

    @Override
    protected EmbeddingReader reader(EmbeddingCache cache, HostLag hostLag) {
        return new LocalEmbeddingReader(cache, hostLag);
    }
}
