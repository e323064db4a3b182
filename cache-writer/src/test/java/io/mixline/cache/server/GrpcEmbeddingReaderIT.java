package io.mixline.cache.server;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.EmbeddingReaderContract;
import io.mixline.cache.HostLag;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.client.EmbeddingReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class GrpcEmbeddingReaderIT extends EmbeddingReaderContract {

    private @Nullable ServedReader served;

    @Override
    protected EmbeddingReader reader(EmbeddingCache cache, HostLag hostLag) {
        served = ServedReader.over(new LocalEmbeddingReader(cache, hostLag), cache);
        return served.client();
    }

    @AfterEach
    void end() {
        if (served != null) {
            served.close();
        }
    }
}
