package io.mixline.embedded.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka node (broker and controller) inside this JVM, reachable on the loopback address only.
 *
 * <p>Its logs live in the directory it was started over and outlast it: started again over the same directory and ports,
 * it is the same cluster with the same topics, records and committed offsets. Topics are never created by mere use.
 * Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int NODE_ID = 1;
    private static final String BROKER_LISTENER = "PLAINTEXT";
    private static final String CONTROLLER_LISTENER = "CONTROLLER";

    private final KafkaRaftServer server;
    private final int brokerPort;
    private final int controllerPort;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, int brokerPort, int controllerPort) {
        this.server = server;
        this.brokerPort = brokerPort;
        this.controllerPort = controllerPort;
    }

    /** Starts over {@code directory} on two free ports, and returns when it serves. */
    public static EmbeddedKafka start(Path directory) {
        return start(directory, UnusedPort.next(), UnusedPort.next());
    }

    /** Starts over {@code directory}, new or left by an earlier run, and returns when it serves. */
    public static EmbeddedKafka start(Path directory, int brokerPort, int controllerPort) {
        Path logs = directory.toAbsolutePath();
        format(logs);
        KafkaConfig config = new KafkaConfig(properties(logs, brokerPort, controllerPort), false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, brokerPort, controllerPort);
    }

    /** What a client's {@code bootstrap.servers} takes. */
    public String bootstrapServers() {
        return HOST + ":" + brokerPort;
    }

    /** Where clients connect; pass it to {@link #start(Path, int, int)} to come back as the same cluster. */
    public int brokerPort() {
        return brokerPort;
    }

    /** Where the node talks to itself; pass it to {@link #start(Path, int, int)} to come back as the same cluster. */
    public int controllerPort() {
        return controllerPort;
    }

    /** Stops the node and waits for it; the directory stays. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    /** Gives a new directory a cluster id. One that has an id keeps it: the formatter would refuse any other. */
    private static void format(Path logs) {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Files.createDirectories(logs);
            new Formatter()
                    .setPrintStream(quiet)
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName(CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException("formatting " + logs, e);
        } catch (Exception e) {
            throw new IllegalStateException("formatting " + logs, e);
        }
    }

    /** One node's settings: replication is 1, and buffers are small enough for a test JVM. */
    private static Map<String, String> properties(Path logs, int brokerPort, int controllerPort) {
        String broker = BROKER_LISTENER + "://" + HOST + ":" + brokerPort;
        String controller = CONTROLLER_LISTENER + "://" + HOST + ":" + controllerPort;
        Map<String, String> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(NODE_ID));
        properties.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
        properties.put("listeners", broker + "," + controller);
        properties.put("advertised.listeners", broker);
        properties.put("inter.broker.listener.name", BROKER_LISTENER);
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put(
                "listener.security.protocol.map", BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        properties.put("log.dirs", logs.toString());

        properties.put("auto.create.topics.enable", "false");
        properties.put("default.replication.factor", "1");
        properties.put("min.insync.replicas", "1");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("share.coordinator.state.topic.num.partitions", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");

        // By default the cleaner alone takes 128 MiB of heap.
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        properties.put("num.network.threads", "1");
        properties.put("num.io.threads", "2");
        return properties;
    }
}
