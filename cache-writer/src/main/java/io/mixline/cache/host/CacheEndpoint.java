package io.mixline.cache.host;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mixline.cache.bootstrap.SnapshotSchedule;
import io.mixline.cache.topic.CatchUp;
import io.mixline.schemas.config.DurationText;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Metrics, health and readiness over HTTP. {@code /metrics} is Prometheus's. {@code /health} answers 200 while applying
 * goes on, also while Kafka is away; 503 once it ended, and a restart is due. {@code /ready} answers 200 while reads are
 * up to date. The body says why. While a snapshot is restored the host is healthy, and not ready.
 */
final class CacheEndpoint implements AutoCloseable {

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int FORBIDDEN = 403;
    private static final int WRONG_METHOD = 405;
    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "cache-http");
        thread.setDaemon(true);
        return thread;
    });

    CacheEndpoint(InetSocketAddress address, PrometheusRegistry registry, CatchUp catchUp) {
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            threads.shutdown();
            throw new UncheckedIOException("listening on " + address + " (expected: a free port of this machine)", e);
        }
        server.setExecutor(threads);
        server.createContext("/metrics", new MetricsHandler(registry));
        server.createContext("/health", exchange -> health(exchange, catchUp));
        server.createContext("/ready", exchange -> ready(exchange, catchUp));
        server.start();
    }

    /**
     * Takes a snapshot for each {@code POST /snapshot}, or goes on with the one in the taking; answers at once. Only from
     * this machine, for nobody is asked who he is.
     */
    void serve(SnapshotSchedule snapshots) {
        server.createContext("/snapshot", exchange -> snapshot(exchange, snapshots));
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    private static void health(HttpExchange exchange, CatchUp catchUp) throws IOException {
        Throwable failure = catchUp.failure();
        answer(exchange, failure == null ? OK : UNAVAILABLE, failure == null ? "applying" : "ended: " + failure);
    }

    private static void ready(HttpExchange exchange, CatchUp catchUp) throws IOException {
        String lag = (catchUp.isPaused() ? "disk nearly full, " : "") + catchUp.lag()
                + " records missing, "
                + catchUp.knownBehind()
                        .map(behind -> "complete as of " + DurationText.rounded(behind) + " ago")
                        .orElse("has not caught up yet");
        answer(exchange, catchUp.isReady() ? OK : UNAVAILABLE, (catchUp.isReady() ? "ready: " : "not ready: ") + lag);
    }

    private static void snapshot(HttpExchange exchange, SnapshotSchedule snapshots) throws IOException {
        if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
            answer(exchange, FORBIDDEN, "only from this machine");
        } else if (!exchange.getRequestMethod().equals("POST")) {
            answer(exchange, WRONG_METHOD, "POST takes a snapshot");
        } else {
            var ignored = snapshots.take();
            answer(exchange, ACCEPTED, "a snapshot is being taken; log and metrics tell how it ends");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
