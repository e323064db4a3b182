package io.mixline.cache;

class HeapEmbeddingCacheTest extends EmbeddingCacheContract {

    @Override
    protected EmbeddingCache open() {
        return new HeapEmbeddingCache();
    }
}
