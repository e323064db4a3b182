package io.mixline.cache.server.example;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.client.grpc.ConnectionOptions;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.client.grpc.HostAddress;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import java.time.Duration;
import java.util.List;

/** Reads candidate lists from a cache host. Thread-safe; one for a service, which closes it when it ends. */
public final class CandidateTokens implements AutoCloseable {

    private final GrpcEmbeddingReader reader;
    private final EmbeddingSpace trainedWith;

    /** @param host such as unix:/run/mixline/cache.sock, or cache-host:9470 */
    public CandidateTokens(String host, String trainedWith, Duration deadline) {
        this.reader = GrpcEmbeddingReader.of(
                HostAddress.parse(host), ConnectionOptions.defaults().withDeadline(deadline));
        this.trainedWith = new EmbeddingSpace(trainedWith);
    }

    /** @param memory a ReusedTokenMemory of the calling thread's own: the batch is valid until the next read into it */
    public EmbeddingBatch read(List<String> candidates, TokenMemory memory) {
        List<ItemId> itemIds = candidates.stream().map(ItemId::new).toList();
        return reader.read(ReadRequest.current(trainedWith, itemIds), memory);
    }

    @Override
    public void close() {
        reader.close();
    }
}
