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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reads a cache host over gRPC. A call that gets no answer throws {@link HostCallException}, with a kind. For many reads by
 * one thread hand in a {@link io.mixline.client.ReusedTokenMemory}: fresh memory costs more than the call's way. Thread-safe.
 */
public final class GrpcEmbeddingReader implements EmbeddingReader, AutoCloseable {

    private final Connections connections;
    private final CallFailures failures;
    private final long deadlineNanos;

    private GrpcEmbeddingReader(HostAddress address, ConnectionOptions options) {
        connections = new Connections(address, options);
        failures = new CallFailures(address);
        deadlineNanos = options.deadline().toNanos();
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
        return call(EmbeddingCacheMethods.read(request, memory), request);
    }

    /**
     * The same without waiting. It completes on a thread of the client's, exceptionally with {@link ReadRefusedException}
     * or {@link HostCallException}.
     *
     * @param memory written by that thread: not to be shared with other reads that are under way
     */
    public CompletableFuture<EmbeddingBatch> readAsync(ReadRequest request, TokenMemory memory) {
        CompletableFuture<EmbeddingBatch> answered = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(
                connections.next().newCall(EmbeddingCacheMethods.read(request, memory), options()),
                request,
                new StreamObserver<>() {
                    @Override
                    public void onNext(EmbeddingBatch batch) {
                        answered.complete(batch);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answered.completeExceptionally(
                                failure instanceof RuntimeException e ? failures.of(e) : failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        return answered;
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

    private CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(deadlineNanos, TimeUnit.NANOSECONDS);
    }
}
