package io.mixline.client.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mixline.protocol.v1.OpenSharedMemoryRequest;
import io.mixline.protocol.v1.OpenSharedMemoryResponse;
import io.mixline.schemas.Hash128;
import java.nio.file.Path;

/** Opening shared memory, on the wire. */
public final class SharedMemoryCodec {

    private SharedMemoryCodec() {}

    static byte[] encodeRequest(long bytes) {
        return OpenSharedMemoryRequest.newBuilder().setBytes(bytes).build().toByteArray();
    }

    /**
     * How many bytes are asked for.
     *
     * @throws InvalidRequestException where that is no number above 0
     */
    public static long decodeRequest(byte[] request) {
        try {
            long bytes = OpenSharedMemoryRequest.parseFrom(request).getBytes();
            if (bytes < 1) {
                throw new InvalidRequestException("bytes: " + bytes + " (expected: > 0)");
            }
            return bytes;
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidRequestException("request: no OpenSharedMemoryRequest, " + e.getMessage(), e);
        }
    }

    static byte[] encode(OpenedMemory memory) {
        return OpenSharedMemoryResponse.newBuilder()
                .setFile(memory.file().toString())
                .setKey(ByteString.copyFrom(memory.key().toBytes()))
                .build()
                .toByteArray();
    }

    static OpenedMemory decode(byte[] answer) {
        try {
            OpenSharedMemoryResponse message = OpenSharedMemoryResponse.parseFrom(answer);
            if (!message.getFile().startsWith("/")) {
                throw new MalformedAnswerException(
                        "opened memory: file " + message.getFile() + " (expected: an absolute name)");
            }
            return new OpenedMemory(
                    Path.of(message.getFile()),
                    Hash128.fromBytes(message.getKey().toByteArray()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new MalformedAnswerException("opened memory: " + e.getMessage(), e);
        }
    }
}
