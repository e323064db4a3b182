package io.mixline.cache.server;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.mixline.cache.HostRead;
import io.mixline.cache.HostReader;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.HostDescription;
import io.mixline.client.TokenMemory;
import io.mixline.client.protocol.AskedRead;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import io.mixline.client.protocol.InvalidRequestException;
import io.mixline.client.protocol.OpenedMemory;
import io.mixline.client.protocol.ReadAnswer;
import io.mixline.client.protocol.ReadRequestCodec;
import io.mixline.client.protocol.SharedMemoryCodec;
import java.time.InstantSource;
import java.util.Optional;

/** The calls of the service, over a reader and a host to describe. Thread-safe. */
final class EmbeddingCalls {

    private static final Metadata.Key<String> PREVIOUS_ATTEMPTS =
            Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

    private final HostReader reader;
    private final DescribedHost host;
    private final ReadLimits limits;
    private final InstantSource clock;
    private final CallMeter meter;
    private final UnsentBytes unsent;

    EmbeddingCalls(HostReader reader, DescribedHost host, ReadLimits limits, InstantSource clock, CallMeter meter) {
        this.reader = reader;
        this.host = host;
        this.limits = limits;
        this.clock = clock;
        this.meter = meter;
        this.unsent = new UnsentBytes(limits, meter);
    }

    /** @param shared with callers, where they can be on this machine */
    ServerServiceDefinition service(ReadThreads threads, Optional<SharedMemory> shared) {
        Reads reads = new Reads(shared);
        Reads again = new Reads(Optional.empty());
        return ServerServiceDefinition.builder(EmbeddingCacheMethods.SERVICE)
                .addMethod(
                        EmbeddingCacheMethods.ANSWER_READ,
                        (call, headers) -> answering(call, threads, isAgain(headers) ? again : reads))
                .addMethod(
                        EmbeddingCacheMethods.DESCRIBE, (call, headers) -> answering(call, threads, new Descriptions()))
                .addMethod(
                        EmbeddingCacheMethods.OPEN_SHARED_MEMORY,
                        shared.<ServerCallHandler<byte[], OpenedMemory>>map(memory -> (call, headers) ->
                                        answering(call, threads, new Openings(memory, SharedMemoryCallers.of(call))))
                                .orElse(EmbeddingCalls::refuse))
                .build();
    }

    private static ServerCall.Listener<byte[]> refuse(ServerCall<byte[], OpenedMemory> call, Metadata headers) {
        call.close(
                Status.UNIMPLEMENTED.withDescription(
                        "shared memory: none (expected: a call over a Unix socket of a host"
                                + " with cache.grpc-max-shared-memory)"),
                new Metadata());
        return new ServerCall.Listener<>() {};
    }

    /** Sent again by gRPC itself: whoever answers the first one may still be writing to the memory that it names. */
    private static boolean isAgain(Metadata headers) {
        return headers.containsKey(PREVIOUS_ATTEMPTS);
    }

    private <Q, A> Answering<Q, A> answering(ServerCall<byte[], A> call, ReadThreads threads, Answer<Q, A> answer) {
        return new Answering<>(call, new Served(threads, unsent.share(), meter), answer);
    }

    private final class Reads implements Answer<AskedRead, ReadAnswer> {

        private final Optional<SharedMemory> shared;

        Reads(Optional<SharedMemory> shared) {
            this.shared = shared;
        }

        @Override
        public AskedRead decode(byte[] bytes) {
            AskedRead asked = ReadRequestCodec.decode(bytes);
            int items = asked.request().itemIds().size();
            if (items > limits.call().maxItems()) {
                meter.rejected(CallLimit.ITEMS);
                throw new InvalidRequestException("item_ids: " + items + " (expected: at most "
                        + limits.call().maxItems() + "; see cache.grpc-max-items)");
            }
            return asked;
        }

        @Override
        public Optional<ReadAnswer> atOnce(AskedRead asked, TokenMemory memory) {
            if (asked.sharedMemoryKey().isPresent() && shared.isPresent()) {
                return reader.readFromMemory(asked.request(), memory).map(batch -> answer(asked, batch));
            }
            return reader.holdFromMemory(asked.request(), memory).map(read -> answer(asked, read));
        }

        @Override
        public void sent(ReadAnswer answer) {
            answer.close();
        }

        @Override
        public ReadAnswer to(AskedRead asked, TokenMemory memory) {
            return answer(asked, reader.read(asked.request(), memory));
        }

        private ReadAnswer answer(AskedRead asked, EmbeddingBatch batch) {
            boolean tokensShared = asked.sharedMemoryKey()
                    .flatMap(key -> shared.map(memory -> memory.write(key, batch.tokens())))
                    .orElse(false);
            return ReadAnswer.of(batch, asked.request().extras(), clock.instant(), tokensShared);
        }

        private ReadAnswer answer(AskedRead asked, HostRead read) {
            return new ReadAnswer(
                    read.model(),
                    read.itemShape(),
                    read.rows(),
                    read,
                    asked.request().extras(),
                    clock.instant(),
                    false);
        }
    }

    private final class Descriptions implements Answer<byte[], HostDescription> {

        @Override
        public byte[] decode(byte[] request) {
            return request;
        }

        @Override
        public HostDescription to(byte[] request, TokenMemory memory) {
            return host.describe();
        }
    }

    private static final class Openings implements Answer<Long, OpenedMemory> {

        private final SharedMemory shared;
        private final Object caller;

        Openings(SharedMemory shared, Object caller) {
            this.shared = shared;
            this.caller = caller;
        }

        @Override
        public Long decode(byte[] request) {
            return SharedMemoryCodec.decodeRequest(request);
        }

        @Override
        public OpenedMemory to(Long bytes, TokenMemory memory) {
            return shared.open(bytes, caller);
        }
    }
}
