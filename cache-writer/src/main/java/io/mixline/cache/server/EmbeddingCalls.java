package io.mixline.cache.server;

import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.mixline.cache.HostReader;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.HostDescription;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import io.mixline.client.protocol.InvalidRequestException;
import io.mixline.client.protocol.ReadAnswer;
import io.mixline.client.protocol.ReadRequestCodec;
import java.time.InstantSource;
import java.util.Optional;

/** The calls of the service, over a reader and a host to describe. Thread-safe. */
final class EmbeddingCalls {

    private final HostReader reader;
    private final DescribedHost host;
    private final ReadLimits limits;
    private final InstantSource clock;
    private final CallMeter meter;

    EmbeddingCalls(HostReader reader, DescribedHost host, ReadLimits limits, InstantSource clock, CallMeter meter) {
        this.reader = reader;
        this.host = host;
        this.limits = limits;
        this.clock = clock;
        this.meter = meter;
    }

    ServerServiceDefinition service(ReadThreads threads) {
        UnsentBytes unsent = new UnsentBytes(limits, meter);
        return ServerServiceDefinition.builder(EmbeddingCacheMethods.SERVICE)
                .addMethod(EmbeddingCacheMethods.ANSWER_READ, calls(threads, unsent, new Reads()))
                .addMethod(EmbeddingCacheMethods.DESCRIBE, calls(threads, unsent, new Descriptions()))
                .build();
    }

    private <Q, A> ServerCallHandler<byte[], A> calls(ReadThreads threads, UnsentBytes unsent, Answer<Q, A> answer) {
        return (call, headers) -> new Answering<>(call, new Served(threads, unsent.share(), meter), answer);
    }

    private final class Reads implements Answer<ReadRequest, ReadAnswer> {

        @Override
        public ReadRequest decode(byte[] bytes) {
            ReadRequest request = ReadRequestCodec.decode(bytes);
            int items = request.itemIds().size();
            if (items > limits.call().maxItems()) {
                meter.rejected(CallLimit.ITEMS);
                throw new InvalidRequestException("item_ids: " + items + " (expected: at most "
                        + limits.call().maxItems() + "; see cache.grpc-max-items)");
            }
            return request;
        }

        @Override
        public Optional<ReadAnswer> atOnce(ReadRequest request, TokenMemory memory) {
            return reader.readFromMemory(request, memory).map(batch -> answer(request, batch));
        }

        @Override
        public ReadAnswer to(ReadRequest request, TokenMemory memory) {
            return answer(request, reader.read(request, memory));
        }

        private ReadAnswer answer(ReadRequest request, EmbeddingBatch batch) {
            return new ReadAnswer(batch, request.extras(), clock.instant());
        }
    }

    private final class Descriptions implements Answer<byte[], HostDescription> {

        @Override
        public byte[] decode(byte[] request) {
            return request;
        }

        @Override
        public Optional<HostDescription> atOnce(byte[] request, TokenMemory memory) {
            return Optional.empty();
        }

        @Override
        public HostDescription to(byte[] request, TokenMemory memory) {
            return host.describe();
        }
    }
}
