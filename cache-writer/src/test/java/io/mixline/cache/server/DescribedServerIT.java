package io.mixline.cache.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.HostReader;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.client.HostDescription;
import io.mixline.client.protocol.EmbeddingCacheMethods;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server tells of itself: its description, health and reflection. */
class DescribedServerIT {

    private static final EmbeddingShape SHAPE = new EmbeddingShape(1, 1024, EmbeddingDtype.FLOAT16);

    private final EmbeddingCache cache = new HeapEmbeddingCache();
    private final HostReader local = new LocalEmbeddingReader(cache, HostLag.none());

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void a_host_describes_itself() {
        new SampleItems(SHAPE).fill(cache, 100);

        try (ServedReader served = ServedReader.over(local, cache)) {
            HostDescription host = served.client().describe();

            assertThat(host.host()).isEqualTo("test-host");
            assertThat(host.ready()).isTrue();
            assertThat(host.behind()).contains(Duration.ZERO);
            assertThat(host.models()).hasSize(2);
            HostDescription.HeldModel sample = host.models().get(0);
            assertThat(sample.model()).isEqualTo(SampleItems.MODEL);
            assertThat(sample.shape()).contains(SHAPE);
            assertThat(sample.current()).isTrue();
            assertThat(sample.liveItems()).isEqualTo(90);
            assertThat(sample.deletedItems()).isEqualTo(10);
            assertThat(host.models().get(1).shape()).isEmpty();
        }
    }

    @Test
    void health_follows_the_hosts_readiness() {
        AtomicBoolean ready = new AtomicBoolean();
        DescribedHost host = new DescribedHost() {
            @Override
            public HostDescription describe() {
                return new CacheDescription("test-host", cache, new StillProgress()).describe();
            }

            @Override
            public boolean isReady() {
                return ready.get();
            }
        };
        GrpcSettings settings = GrpcSettings.plain(ServedReader.freePort(), Optional.empty());
        try (CacheServer server = CacheServer.start(settings, local, host, CallMeter.NONE)) {
            withChannel(server, channel -> {
                HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
                for (String service : List.of("", EmbeddingCacheMethods.SERVICE_NAME)) {
                    HealthCheckRequest check =
                            HealthCheckRequest.newBuilder().setService(service).build();
                    ready.set(false);
                    Awaitility.await().until(() -> health.check(check).getStatus() == ServingStatus.NOT_SERVING);
                    ready.set(true);
                    Awaitility.await().until(() -> health.check(check).getStatus() == ServingStatus.SERVING);
                }
            });
        }
    }

    @Test
    void reflection_tells_what_is_served() throws Exception {
        try (ServedReader served = ServedReader.over(local, cache)) {
            withChannel(served.server(), channel -> {
                ServerReflectionResponse services = ask(
                        channel,
                        ServerReflectionRequest.newBuilder().setListServices("").build());
                assertThat(services.getListServicesResponse().getServiceList().stream()
                                .map(ServiceResponse::getName))
                        .contains(EmbeddingCacheMethods.SERVICE_NAME, "grpc.health.v1.Health");
                ServerReflectionResponse file = ask(
                        channel,
                        ServerReflectionRequest.newBuilder()
                                .setFileContainingSymbol(EmbeddingCacheMethods.SERVICE_NAME)
                                .build());
                assertThat(file.getFileDescriptorResponse()
                                .getFileDescriptorProto(0)
                                .toStringUtf8())
                        .contains("GetEmbeddings");
            });
        }
    }

    private static void withChannel(CacheServer server, Consumer<ManagedChannel> use) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(server.tcp().orElseThrow())
                .usePlaintext()
                .build();
        try {
            use.accept(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private static ServerReflectionResponse ask(ManagedChannel channel, ServerReflectionRequest question) {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> questions = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        questions.onNext(question);
        questions.onCompleted();
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
