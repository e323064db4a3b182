package io.mixline.client.protocol;

import io.grpc.Metadata;
import io.grpc.Status;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRefusedException.Reason;
import java.util.Optional;

/** How a read that is refused ends: with a status that any gRPC client understands, and the reason in a trailer. */
public final class Refusal {

    /** Holds the name of a {@link Reason}. */
    public static final Metadata.Key<String> TRAILER =
            Metadata.Key.of("mixline-refusal", Metadata.ASCII_STRING_MARSHALLER);

    /** Of a call that ends with RESOURCE_EXHAUSTED because the host has too much to do; another one may have time. */
    public static final Metadata.Key<String> LIMIT = Metadata.Key.of("mixline-limit", Metadata.ASCII_STRING_MARSHALLER);

    private Refusal() {}

    public static Status status(ReadRefusedException refused) {
        return status(refused.reason()).withDescription(refused.getMessage());
    }

    public static Metadata trailers(ReadRefusedException refused) {
        Metadata trailers = new Metadata();
        trailers.put(TRAILER, refused.reason().name());
        return trailers;
    }

    /** Empty where the call ended of something else, or for a reason that only later releases know. */
    public static Optional<ReadRefusedException> of(Status status, Metadata trailers) {
        String name = trailers.get(TRAILER);
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(name)) {
                String said = status.getDescription();
                return Optional.of(new ReadRefusedException(reason, said == null ? name : said));
            }
        }
        return Optional.empty();
    }

    private static Status status(Reason reason) {
        return switch (reason) {
            case UNKNOWN_SPACE -> Status.NOT_FOUND;
            case NO_ACCEPTED_MODEL -> Status.FAILED_PRECONDITION;
            case NO_EMBEDDING_YET, CLOSED -> Status.UNAVAILABLE;
            case TOO_LARGE -> Status.OUT_OF_RANGE;
        };
    }
}
