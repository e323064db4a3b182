package io.mixline.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.host.CacheHost;
import io.mixline.cli.demo.promise.ExpectedItems;
import io.mixline.cli.demo.promise.PromiseChecker;
import io.mixline.cli.demo.promise.TopicContents;
import io.mixline.cli.demo.promise.Verdict;
import io.mixline.cli.demo.promise.WholeTopic;
import io.mixline.cli.publish.PostingPublisher;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.text.ItemTextComposer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broker, job and cache in one process that is killed again and again, at any moment after its first change. What is left
 * in the end must be what was sent. {@code -Dmixline.kills=20} for more of them.
 */
class KilledMixlineIT {

    private static final int KILLS = Integer.getInteger("mixline.kills", 3);
    private static final int MAX_LIFE_MILLIS = 4_000;

    @TempDir
    private Path directory;

    @Test
    void nothing_is_lost_and_nothing_wrong_when_the_whole_is_killed() throws Exception {
        Random random = new Random(KILLS);
        int published = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            published = publishUntilKilled(published, Duration.ofMillis(random.nextInt(MAX_LIFE_MILLIS)));
        }
        ItemTextComposer composer = ModelBundle.load(MixlineProcess.BUNDLE).composer();
        assertHolds(published, composer);
    }

    /** The first change that the broker is not known to have. Those of a killed process' last writes come once more. */
    private int publishUntilKilled(int first, Duration life) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt"); // a pipe would be closed with the process
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx700m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MixlineProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(first))
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .failFast("the process ended by itself", () -> !process.isAlive())
                    .until(() -> Files.size(output) > 0);
            LockSupport.parkNanos(life.toNanos());
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> whole = Files.readString(output).lines().toList();
        return Integer.parseInt(whole.get(whole.size() - 1));
    }

    private void assertHolds(int published, ItemTextComposer composer) {
        try (EmbeddedMixline mixline = MixlineProcess.start(directory)) {
            int end = published + MixlineProcess.AT_ONCE; // what the last process may have sent and not told
            try (PostingPublisher publisher = MixlineProcess.publisher(mixline)) {
                MixlineProcess.publish(published, end, publisher, mixline);
            }
            ExpectedItems expected = ChangeSequence.expected(end, composer);
            WholeTopic reader = new WholeTopic(mixline.kafkaSettings());
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> isSettled(mixline, reader));
            CacheHost survivor = mixline.startCache(MixlineProcess.CACHE, UnaryOperator.identity());
            CacheHost empty = mixline.startCache("empty", UnaryOperator.identity());
            // What has ended may still be on its way to the topic.
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertHolds(expected, mixline, List.of(survivor, empty)));
        }
    }

    private static void assertHolds(ExpectedItems expected, EmbeddedMixline mixline, List<CacheHost> hosts)
            throws Exception {
        WholeTopic reader = new WholeTopic(mixline.kafkaSettings());
        Map<TopicPartition, Long> ends = reader.ends(mixline.embeddingsTopic());
        PromiseChecker checker = new PromiseChecker(
                expected,
                TopicContents.read(reader, mixline.embeddingsTopic()),
                mixline.bundle().model());
        assertThat(expected.live()).isNotEmpty();
        assertThat(expected.deleted()).isNotEmpty();
        for (CacheHost host : hosts) {
            host.reached(ends).get(60, TimeUnit.SECONDS);
            assertHeld(checker.theTopicAloneIsEnough(host.reader()));
        }
    }

    private static void assertHeld(Verdict verdict) {
        assertThat(verdict.finding()).as(verdict.toString()).isEqualTo(Verdict.Finding.HELD);
    }

    /** Everything that stands in the job's topics came in, and has ended. */
    private static boolean isSettled(EmbeddedMixline mixline, WholeTopic reader) {
        long sent = records(reader, mixline.topics().source())
                + records(reader, mixline.topics().backfill());
        JobCounts counts = mixline.job().counts();
        return counts.input() == sent && counts.allEnded() == sent;
    }

    private static long records(WholeTopic reader, String topic) {
        return reader.ends(topic).values().stream().mapToLong(Long::longValue).sum();
    }
}
