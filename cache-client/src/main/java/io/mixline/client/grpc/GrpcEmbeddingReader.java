package io.mixline.client.grpc;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.HostDescription;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import io.mixline.client.protocol.MappedMemory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads a cache host over gRPC. A call that gets no answer throws {@link HostCallException}, with a kind. For many reads by
 * one thread hand in a {@link io.mixline.client.ReusedTokenMemory}: fresh memory costs more than the call's way. Thread-safe.
 */
public final class GrpcEmbeddingReader implements EmbeddingReader, AutoCloseable {

    private final Connections connections;
    private final CallFailures failures;
    private final long deadlineNanos;
    private final Optional<SharedMemoryPool> sharedMemory;

    private GrpcEmbeddingReader(HostAddress address, ConnectionOptions options) {
        connections = new Connections(address, options);
        failures = new CallFailures(address);
        deadlineNanos = options.deadline().toNanos();
        sharedMemory = options.sharedMemory() && address instanceof HostAddress.UnixSocket
                ? Optional.of(new SharedMemoryPool(options.maxAnswerBytes(), System::nanoTime))
                : Optional.empty();
    }

    /** Connects with the first call, and again whenever the connection was lost. */
    public static GrpcEmbeddingReader of(HostAddress address, ConnectionOptions options) {
        return new GrpcEmbeddingReader(address, options);
    }

    /** The same with {@link ConnectionOptions#defaults}; the address as {@link HostAddress#parse} takes it. */
    public static GrpcEmbeddingReader of(String address) {
        return of(HostAddress.parse(address), ConnectionOptions.defaults());
    }

    @Override
    public EmbeddingBatch read(ReadRequest request, TokenMemory memory) {
        Optional<MappedMemory> lent = lend(request);
        EmbeddingBatch batch = call(EmbeddingCacheMethods.read(request, memory, lent), request);
        giveBack(lent, batch);
        return batch;
    }

    /**
     * The same without waiting. It completes on a thread of the client's, exceptionally with {@link ReadRefusedException}
     * or {@link HostCallException}.
     *
     * @param memory written by that thread: not to be shared with other reads that are under way
     */
    public CompletableFuture<EmbeddingBatch> readAsync(ReadRequest request, TokenMemory memory) {
        Optional<MappedMemory> lent = lend(request);
        return callAsync(EmbeddingCacheMethods.read(request, memory, lent), request, batch -> giveBack(lent, batch));
    }

    /** What the host holds, and how far it is. */
    public HostDescription describe() {
        return call(EmbeddingCacheMethods.DESCRIBE, new byte[0]);
    }

    /** Ends the calls that are under way. */
    @Override
    public void close() {
        connections.close();
    }

    private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
        try {
            return ClientCalls.blockingUnaryCall(connections.next(), method, options(), request);
        } catch (RuntimeException e) {
            throw failures.of(e);
        }
    }

    /** @param first is told of the answer before anybody who waits for it */
    private <Q, A> CompletableFuture<A> callAsync(MethodDescriptor<Q, A> method, Q request, Consumer<A> first) {
        CompletableFuture<A> answered = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(connections.next().newCall(method, options()), request, new StreamObserver<>() {
            @Override
            public void onNext(A answer) {
                first.accept(answer);
                answered.complete(answer);
            }

            @Override
            public void onError(Throwable failure) {
                answered.completeExceptionally(failure instanceof RuntimeException e ? failures.of(e) : failure);
            }

            @Override
            public void onCompleted() {}
        });
        return answered;
    }

    /** Memory for the answer's tokens, if there is some; else some is asked for, for later reads. */
    private Optional<MappedMemory> lend(ReadRequest request) {
        if (sharedMemory.isEmpty()) {
            return Optional.empty();
        }
        SharedMemoryPool pool = sharedMemory.get();
        Optional<MappedMemory> lent = pool.lend(request);
        if (lent.isEmpty()) {
            pool.wanted(request).ifPresent(bytes -> open(pool, bytes));
        }
        return lent;
    }

    private void open(SharedMemoryPool pool, long bytes) {
        var unused = callAsync(
                        EmbeddingCacheMethods.OPEN_SHARED_MEMORY,
                        EmbeddingCacheMethods.openSharedMemory(bytes),
                        opened -> pool.opened(opened, bytes))
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        pool.failed(failure);
                    }
                });
    }

    private void giveBack(Optional<MappedMemory> lent, EmbeddingBatch batch) {
        sharedMemory.ifPresent(pool -> pool.giveBack(lent, batch));
    }

    private CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(deadlineNanos, TimeUnit.NANOSECONDS);
    }
}
