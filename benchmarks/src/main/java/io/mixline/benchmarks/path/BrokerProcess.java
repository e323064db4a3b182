package io.mixline.benchmarks.path;

import io.mixline.embedded.kafka.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A broker in a process of its own, so that the measured one holds nothing of it. It ends when its input does, with this
 * process however that ends.
 */
final class BrokerProcess implements AutoCloseable {

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Runs in the child: the directory of its logs. Prints where it serves. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]))) {
            System.out.println(kafka.bootstrapServers());
            while (System.in.read() >= 0) {
                // nothing is said to it
            }
        }
    }

    static BrokerProcess start(Path directory) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-D" + PathThroughput.LOG_LEVEL + "=WARN",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Left open: the process is its owner.
        BufferedReader says =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = says.readLine();
        if (line == null) {
            throw new IOException("the broker's process ended before it served");
        }
        return new BrokerProcess(process, line);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
