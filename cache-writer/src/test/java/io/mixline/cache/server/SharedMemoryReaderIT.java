package io.mixline.cache.server;

import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.EmbeddingReaderContract;
import io.mixline.cache.HostLag;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.client.EmbeddingReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SharedMemoryReaderIT extends EmbeddingReaderContract {

    @TempDir
    private Path sockets;

    private @Nullable UnixReader served;

    @Override
    protected EmbeddingReader reader(EmbeddingCache cache, HostLag hostLag) {
        served = new UnixReader(
                sockets.resolve("cache.sock"), new LocalEmbeddingReader(cache, hostLag), cache, ReadLimits.defaults());
        return served;
    }

    @AfterEach
    void end() {
        if (served != null) {
            served.close();
        }
    }
}
