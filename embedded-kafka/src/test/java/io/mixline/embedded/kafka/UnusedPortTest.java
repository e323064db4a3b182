package io.mixline.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UnusedPortTest {

    @Test
    void each_port_is_given_once_and_can_be_used() throws IOException {
        List<Integer> ports = Stream.generate(UnusedPort::next).limit(500).toList();

        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= UnusedPort.FIRST && port < UnusedPort.END);
        try (ServerSocket first = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
            assertThat(first.isBound()).isTrue();
            assertThatThrownBy(() -> new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress()))
                    .isInstanceOf(BindException.class);
        }
    }
}
