package io.mixline.cli.embedded;

import io.mixline.embedded.kafka.UnusedPort;

/** Where an embedded Flink serves, on the loopback address. */
public record FlinkPorts(int webPage, int metrics) {

    public static FlinkPorts free() {
        return new FlinkPorts(UnusedPort.next(), UnusedPort.next());
    }

    /** Each as given, or a free one for 0. */
    public static FlinkPorts of(int webPage, int metrics) {
        return new FlinkPorts(webPage == 0 ? UnusedPort.next() : webPage, metrics == 0 ? UnusedPort.next() : metrics);
    }
}
