package io.mixline.cli.embedded;

/** Where an embedded Flink serves, on the loopback address. */
public record FlinkPorts(int webPage, int metrics) {

    public static FlinkPorts free() {
        return new FlinkPorts(FreePort.next(), FreePort.next());
    }

    /** Each as given, or a free one for 0. */
    public static FlinkPorts of(int webPage, int metrics) {
        return new FlinkPorts(webPage == 0 ? FreePort.next() : webPage, metrics == 0 ? FreePort.next() : metrics);
    }
}
