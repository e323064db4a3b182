package io.mixline.client.protocol;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.HostDescription;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.protocol.v1.EmbeddingCacheOuterClass;
import io.mixline.schemas.Hash128;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * The calls of the service {@code mixline.cache.v1.EmbeddingCache}, by hand: messages are our own words, and tokens go from
 * and to direct buffers instead of through protobuf's.
 */
public final class EmbeddingCacheMethods {

    public static final String SERVICE_NAME = "mixline.cache.v1.EmbeddingCache";

    private static final String READ_NAME = MethodDescriptor.generateFullMethodName(SERVICE_NAME, "GetEmbeddings");
    private static final String DESCRIBE_NAME = MethodDescriptor.generateFullMethodName(SERVICE_NAME, "Describe");
    private static final String OPEN_NAME = MethodDescriptor.generateFullMethodName(SERVICE_NAME, "OpenSharedMemory");
    private static final Marshaller<byte[]> BYTES =
            marshaller(ByteArrayInputStream::new, EmbeddingCacheMethods::readAll);

    /** A read as a host sees it: {@link ReadRequestCodec} takes the request apart. */
    public static final MethodDescriptor<byte[], ReadAnswer> ANSWER_READ =
            method(READ_NAME, BYTES, marshaller(EncodedAnswer::new, stream -> {
                throw new UnsupportedOperationException("an answer is read by who asked");
            }));

    /** Of an empty request. */
    public static final MethodDescriptor<byte[], HostDescription> DESCRIBE = method(
            DESCRIBE_NAME,
            BYTES,
            marshaller(
                    host -> new ByteArrayInputStream(HostDescriptionCodec.encode(host)),
                    stream -> HostDescriptionCodec.decode(readAll(stream))));

    /** Of how many bytes, as a host sees it: {@link SharedMemoryCodec} takes the request apart. */
    public static final MethodDescriptor<byte[], OpenedMemory> OPEN_SHARED_MEMORY = method(
            OPEN_NAME,
            BYTES,
            marshaller(
                    opened -> new ByteArrayInputStream(SharedMemoryCodec.encode(opened)),
                    stream -> SharedMemoryCodec.decode(readAll(stream))));

    /** With what reflection needs. */
    public static final ServiceDescriptor SERVICE = ServiceDescriptor.newBuilder(SERVICE_NAME)
            .setSchemaDescriptor(new Schema())
            .addMethod(ANSWER_READ)
            .addMethod(DESCRIBE)
            .addMethod(OPEN_SHARED_MEMORY)
            .build();

    private EmbeddingCacheMethods() {}

    /** A request for so many bytes. */
    public static byte[] openSharedMemory(long bytes) {
        return SharedMemoryCodec.encodeRequest(bytes);
    }

    /**
     * One read as its caller sees it: its answer is packed into that memory.
     *
     * @param shared for the host to write the tokens to
     */
    public static MethodDescriptor<ReadRequest, EmbeddingBatch> read(
            ReadRequest request, TokenMemory memory, Optional<MappedMemory> shared) {
        AnswerDecoder decoder = new AnswerDecoder(request, memory, shared);
        Optional<Hash128> key = shared.map(MappedMemory::key);
        return method(
                READ_NAME,
                marshaller(asked -> new ByteArrayInputStream(ReadRequestCodec.encode(asked, key)), stream -> {
                    throw new UnsupportedOperationException("a request is read by a host");
                }),
                marshaller(
                        batch -> {
                            throw new UnsupportedOperationException("an answer is written by a host");
                        },
                        decoder::decode));
    }

    private static <Q, A> MethodDescriptor<Q, A> method(String name, Marshaller<Q> requests, Marshaller<A> answers) {
        return MethodDescriptor.<Q, A>newBuilder(requests, answers)
                .setType(MethodType.UNARY)
                .setFullMethodName(name)
                .setSafe(true)
                .setIdempotent(true)
                .build();
    }

    private static <T> Marshaller<T> marshaller(Function<T, InputStream> writer, Function<InputStream, T> reader) {
        return new Marshaller<>() {
            @Override
            public InputStream stream(T value) {
                return writer.apply(value);
            }

            @Override
            public T parse(InputStream stream) {
                return reader.apply(stream);
            }
        };
    }

    private static byte[] readAll(InputStream stream) {
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a message", e);
        }
    }

    private static final class Schema implements ProtoFileDescriptorSupplier {

        @Override
        public FileDescriptor getFileDescriptor() {
            return EmbeddingCacheOuterClass.getDescriptor();
        }
    }
}
