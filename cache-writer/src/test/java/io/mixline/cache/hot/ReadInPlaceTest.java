package io.mixline.cache.hot;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.HostReader;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.SentRead;
import io.mixline.client.EmbeddingReader;

/** As a host sends what it has read before: rows are copied from where they are. */
class ReadInPlaceTest extends HotEmbeddingReaderTest {

    @Override
    protected EmbeddingReader reader(EmbeddingCache cache, HostLag hostLag) {
        HostReader local = new LocalEmbeddingReader(cache, hostLag);
        return (request, memory) -> {
            var unused = local.read(request);
            return local.holdFromMemory(request, memory).map(SentRead::of).orElseGet(() -> local.read(request, memory));
        };
    }
}
