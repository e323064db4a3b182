package io.mixline.cache.hot;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.HostReader;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.client.EmbeddingReader;

/** As a host reads what it has read before: from memory alone, the tier's and RocksDB's, where all of it is there. */
class ReadAgainFromMemoryTest extends HotEmbeddingReaderTest {

    @Override
    protected EmbeddingReader reader(EmbeddingCache cache, HostLag hostLag) {
        HostReader local = new LocalEmbeddingReader(cache, hostLag);
        return (request, memory) -> {
            var unused = local.read(request);
            return local.readFromMemory(request, memory).orElseGet(() -> local.read(request, memory));
        };
    }
}
