package io.mixline.client.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.mixline.client.grpc.HostCallException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class CallFailuresTest {

    private static final Status GENERIC = Status.UNAVAILABLE.withDescription("io exception");

    private final CallFailures failures = new CallFailures(new HostAddress.Tcp("127.0.0.1", 9470));

    @Test
    void a_host_that_is_not_there_is_said_with_what_the_system_says() {
        ConnectException annotated = new ConnectException("Connection refused: /127.0.0.1:9470");
        annotated.initCause(new ConnectException("Connection refused"));

        assertSays(
                GENERIC.withCause(annotated),
                "host 127.0.0.1:9470: UNAVAILABLE, no host answers there (Connection refused: /127.0.0.1:9470)");
        assertSays(
                Status.UNAVAILABLE
                        .withDescription("Unable to resolve host nowhere")
                        .withCause(
                                new RuntimeException(new UnknownHostException("nowhere: Name or service not known"))),
                "host 127.0.0.1:9470: UNAVAILABLE, no host answers there (nowhere: Name or service not known)");
        assertSays(
                GENERIC.withCause(
                        new ConnectException("finishConnect(..) failed with error(-111): Connection refused")),
                "host 127.0.0.1:9470: UNAVAILABLE, no host answers there (Connection refused)");
        assertSays(
                GENERIC.withCause(new FileNotFoundException()),
                "host 127.0.0.1:9470: UNAVAILABLE, no host answers there (no such file)");
    }

    @Test
    void a_connection_that_ends_is_said_with_its_deepest_cause_in_one_line() {
        assertSays(
                GENERIC.withCause(new IOException("handshake", new IOException("no trusted certificate\n  of CN=x"))),
                "host 127.0.0.1:9470: UNAVAILABLE, io exception: no trusted certificate of CN=x");
        assertSays(
                GENERIC.withCause(new IOException((String) null)),
                "host 127.0.0.1:9470: UNAVAILABLE, io exception: IOException");
        assertSays(Status.UNAVAILABLE.withDescription("not now"), "host 127.0.0.1:9470: UNAVAILABLE, not now");
    }

    private void assertSays(Status status, String message) {
        assertThat(failures.of(status.asRuntimeException()))
                .isInstanceOfSatisfying(
                        HostCallException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessage(message);
    }
}
