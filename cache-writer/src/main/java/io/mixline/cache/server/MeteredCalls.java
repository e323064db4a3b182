package io.mixline.cache.server;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Tells a meter of every call, from its headers to the end of its stream. Thread-safe. */
final class MeteredCalls extends ServerStreamTracer.Factory {

    private final CallMeter meter;

    MeteredCalls(CallMeter meter) {
        this.meter = meter;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        meter.started();
        return new Call(fullMethodName);
    }

    private final class Call extends ServerStreamTracer {

        private final long start = System.nanoTime();
        private final AtomicLong received = new AtomicLong();
        private final AtomicLong sent = new AtomicLong();
        private final String method;

        Call(String method) {
            this.method = method;
        }

        @Override
        public void inboundWireSize(long bytes) {
            received.addAndGet(bytes);
        }

        @Override
        public void outboundWireSize(long bytes) {
            sent.addAndGet(bytes);
        }

        @Override
        public void streamClosed(Status status) {
            meter.transferred(received.get(), sent.get());
            meter.ended(method, status.getCode(), Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
