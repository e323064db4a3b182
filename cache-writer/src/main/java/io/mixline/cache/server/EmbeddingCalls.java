package io.mixline.cache.server;

import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import io.mixline.client.protocol.InvalidRequestException;
import io.mixline.client.protocol.ReadAnswer;
import io.mixline.client.protocol.ReadRequestCodec;
import java.time.InstantSource;

/** The calls of the service, over a reader and a host to describe. Thread-safe. */
final class EmbeddingCalls {

    private final EmbeddingReader reader;
    private final DescribedHost host;
    private final ReadLimits limits;
    private final InstantSource clock;
    private final CallMeter meter;

    EmbeddingCalls(
            EmbeddingReader reader, DescribedHost host, ReadLimits limits, InstantSource clock, CallMeter meter) {
        this.reader = reader;
        this.host = host;
        this.limits = limits;
        this.clock = clock;
        this.meter = meter;
    }

    ServerServiceDefinition service(ReadThreads threads) {
        UnsentBytes unsent = new UnsentBytes(limits, meter);
        return ServerServiceDefinition.builder(EmbeddingCacheMethods.SERVICE)
                .addMethod(EmbeddingCacheMethods.ANSWER_READ, calls(threads, unsent, this::read))
                .addMethod(EmbeddingCacheMethods.DESCRIBE, calls(threads, unsent, (request, memory) -> host.describe()))
                .build();
    }

    private ReadAnswer read(byte[] bytes, TokenMemory memory) {
        ReadRequest request = ReadRequestCodec.decode(bytes);
        int items = request.itemIds().size();
        if (items > limits.call().maxItems()) {
            meter.rejected(CallLimit.ITEMS);
            throw new InvalidRequestException("item_ids: " + items + " (expected: at most "
                    + limits.call().maxItems() + "; see cache.grpc-max-items)");
        }
        return new ReadAnswer(reader.read(request, memory), request.extras(), clock.instant());
    }

    private <A> ServerCallHandler<byte[], A> calls(ReadThreads threads, UnsentBytes unsent, Answer<A> answer) {
        return (call, headers) -> new Answering<>(call, new Served(threads, unsent.share(), meter), answer);
    }
}
