package io.mixline.cache.server;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** gRPC's health service: SERVING while the host is ready, looked at four times a second, for the host and the service. */
final class ReportedHealth implements AutoCloseable {

    private static final long LOOK_EVERY_MILLIS = 250;

    private final HealthStatusManager health = new HealthStatusManager();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "cache-grpc-health");
        thread.setDaemon(true);
        return thread;
    });
    private final DescribedHost host;
    private final Future<?> looks;

    ReportedHealth(DescribedHost host) {
        this.host = host;
        look();
        looks = looking.scheduleWithFixedDelay(this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    BindableService service() {
        return health.getHealthService();
    }

    /** NOT_SERVING from now on, whatever the host says. */
    @Override
    public void close() {
        looks.cancel(false);
        looking.shutdown();
        health.enterTerminalState();
    }

    private void look() {
        ServingStatus status = host.isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(EmbeddingCacheMethods.SERVICE_NAME, status);
    }
}
