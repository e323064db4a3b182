package io.mixline.cli;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A broker in a container of its own, on one port of the loopback address: the same one after a restart, so that clients find
 * it again.
 */
final class KafkaInContainer implements AutoCloseable {

    private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.3.1");
    private static final String LOG_DIRECTORY = "/tmp/kraft-combined-logs";

    /** The image's own start; the broker alone where an earlier start has set it up, because set-ups may refuse to do it twice. */
    private static final String START = "[ ! -e " + LOG_DIRECTORY + "/meta.properties ]"
            + " || exec /opt/kafka/bin/kafka-server-start.sh /opt/kafka/config/server.properties;"
            + " exec /etc/kafka/docker/run";

    private static final String KEYSTORE = "/etc/kafka/secrets/broker.p12";

    private final GenericContainer<?> container;
    private final Map<String, String> clientSettings;

    private KafkaInContainer(GenericContainer<?> container, Map<String, String> clientSettings) {
        this.container = container;
        this.clientSettings = Map.copyOf(clientSettings);
        container.start();
    }

    /** A broker that asks nothing. */
    static KafkaInContainer plain() {
        int port = freePort();
        return new KafkaInContainer(
                broker(port, Map.of("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", protocols("PLAINTEXT"))), at(port));
    }

    /** A broker with TLS that asks for a user and a password; clients have to bring these themselves. */
    static KafkaInContainer secured(BrokerCertificate certificate, String user, String password) {
        int port = freePort();
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", protocols("SASL_SSL"));
        environment.put("KAFKA_LISTENER_NAME_CLIENTS_SASL_ENABLED_MECHANISMS", "PLAIN");
        environment.put(
                "KAFKA_LISTENER_NAME_CLIENTS_PLAIN_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
                        .formatted(user, password));
        environment.put("KAFKA_LISTENER_NAME_CLIENTS_SSL_KEYSTORE_TYPE", "PKCS12");
        environment.put("KAFKA_LISTENER_NAME_CLIENTS_SSL_KEYSTORE_LOCATION", KEYSTORE);
        environment.put("KAFKA_LISTENER_NAME_CLIENTS_SSL_KEYSTORE_PASSWORD", certificate.password());
        environment.put("KAFKA_LISTENER_NAME_CLIENTS_SSL_KEY_PASSWORD", certificate.password());
        GenericContainer<?> broker = broker(port, environment)
                .withCopyFileToContainer(MountableFile.forHostPath(certificate.keystore(), 0644), KEYSTORE);
        return new KafkaInContainer(broker, at(port));
    }

    /** Where it is, by Kafka's names. */
    Map<String, String> clientSettings() {
        return clientSettings;
    }

    /** Ends the broker's process as an operator would. */
    void stop() {
        docker().stopContainerCmd(container.getContainerId()).withTimeout(30).exec();
    }

    /** Starts it again, with what its log holds. */
    void startAgain() {
        docker().startContainerCmd(container.getContainerId()).exec();
    }

    /**
     * From now on it answers nothing, and no connection ends: as behind a network that is cut. By a signal and not by the
     * engine's own pause, whose freezer gives up on a busy machine.
     */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        docker().killContainerCmd(container.getContainerId()).withSignal(signal).exec();
    }

    @Override
    public void close() {
        container.close();
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    private static GenericContainer<?> broker(int port, Map<String, String> more) {
        GenericContainer<?> broker = new GenericContainer<>(IMAGE);
        broker.setPortBindings(List.of("127.0.0.1:" + port + ":9092"));
        return broker.withExposedPorts(9092)
                .withCommand("bash", "-c", START)
                .withEnv("KAFKA_LOG_DIRS", LOG_DIRECTORY)
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_LISTENERS", "CLIENTS://:9092,BROKER://localhost:9094,CONTROLLER://localhost:9093")
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "CLIENTS://localhost:" + port + ",BROKER://localhost:9094")
                .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "BROKER")
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv(more)
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1));
    }

    private static String protocols(String clients) {
        return "CLIENTS:" + clients + ",BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT";
    }

    private static Map<String, String> at(int port) {
        return Map.of("bootstrap.servers", "localhost:" + port);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("finding a free port", e);
        }
    }
}
