package io.mixline.cache.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.client.HostDescription;
import io.mixline.client.TokenMemory;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnsweringTest {

    /** Sends nothing: the transport has no memory for it, and the call has ended by that, as gRPC does it. */
    private static final class UnsendableCall extends ServerCall<byte[], HostDescription> {

        private final OutOfMemoryError reason = new OutOfMemoryError("of this test");
        private boolean ended;

        @Override
        public void sendMessage(HostDescription message) {
            ended = true;
            throw reason;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (ended) {
                throw new IllegalStateException("call already closed");
            }
        }

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void request(int messages) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<byte[], HostDescription> getMethodDescriptor() {
            return EmbeddingCacheMethods.DESCRIBE;
        }
    }

    @Test
    void an_answer_that_cannot_be_sent_ends_with_what_stood_in_its_way() {
        ReadLimits limits = ReadLimits.defaults();
        UnsendableCall call = new UnsendableCall();
        HostDescription description =
                new CacheDescription("test-host", new HeapEmbeddingCache(), new StillProgress()).describe();
        Answer<byte[], HostDescription> answer = new Answer<>() {
            @Override
            public byte[] decode(byte[] request) {
                return request;
            }

            @Override
            public Optional<HostDescription> atOnce(byte[] request, TokenMemory memory) {
                return Optional.of(description);
            }

            @Override
            public HostDescription to(byte[] request, TokenMemory memory) {
                return description;
            }
        };
        try (ReadThreads threads = new ReadThreads(limits)) {
            Served served = new Served(threads, new UnsentBytes(limits, CallMeter.NONE).share(), CallMeter.NONE);
            Answering<byte[], HostDescription> answering = new Answering<>(call, served, answer);
            answering.onMessage(new byte[0]);

            assertThatThrownBy(answering::onHalfClose).isSameAs(call.reason);
            assertThat(call.reason.getSuppressed()).hasSize(1);
        }
    }
}
