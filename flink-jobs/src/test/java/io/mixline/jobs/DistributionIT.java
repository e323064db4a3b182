package io.mixline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.embedded.kafka.EmbeddedKafka;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvn package} lays out for a Flink distribution: the job's jars apart from the encoder's. */
class DistributionIT {

    private static final Path LIB = Path.of("target/flink/lib");
    private static final Path USRLIB = Path.of("target/flink/usrlib");

    private static final String BUNDLE = """
            modelVersion: packaged
            embeddingSpace: packaged
            engine: hashing
            text:
              maxTextTokens: 64
            tokensPerItem: 1
            dimension: 8
            dtype: FLOAT16
            templates:
              itemText: "{title}"
            """;

    @Test
    void no_class_is_in_both() throws IOException {
        Set<String> both = classes(LIB);
        both.retainAll(classes(USRLIB));

        assertThat(both).isEmpty();
    }

    @Test
    void the_job_is_in_usrlib_and_the_encoder_in_lib() throws IOException {
        assertThat(classes(USRLIB))
                .contains(
                        "io/mixline/jobs/ItemEmbeddingJob.class",
                        "org/apache/kafka/clients/producer/KafkaProducer.class")
                .noneMatch(name -> name.startsWith("ai/djl") || name.startsWith("io/mixline/encoder"));
        assertThat(classes(LIB))
                .contains(
                        "io/mixline/encoder/runtime/SharedEncoderRuntime.class", "io/mixline/schemas/ItemChange.class")
                .anyMatch(name -> name.startsWith("ai/djl/huggingface/tokenizers"))
                .anyMatch(name -> name.startsWith("ai/onnxruntime"))
                .noneMatch(name -> name.startsWith("io/mixline/jobs"));
    }

    @Test
    void what_flink_brings_is_in_neither() throws IOException {
        Set<String> all = classes(LIB);
        all.addAll(classes(USRLIB));

        assertThat(all)
                .noneMatch(name -> name.startsWith("org/apache/flink/core/")
                        || name.startsWith("org/apache/flink/runtime/")
                        || name.startsWith("org/apache/flink/streaming/api/")
                        || name.startsWith("org/apache/flink/connector/base/")
                        || name.startsWith("org/slf4j/"));
    }

    @Test
    void the_packaged_job_runs_in_a_class_loader_of_its_own(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                TestTopics topics = TestTopics.create(kafka, "packaged");
                URLClassLoader distribution = distribution()) {
            topics.sendLive(Postings.put("a", 1, "x"), Postings.put("a", 2, "y"));
            Callable<?> run = (Callable<?>) distribution
                    .loadClass(PackagedJobRun.class.getName())
                    .getConstructor(List.class, String.class)
                    .newInstance(
                            urls(jars(USRLIB)),
                            configuration(directory, kafka, topics).toString());

            assertThat(run.call()).isEqualTo("ChildFirstClassLoader");
            assertThat(topics.embeddings())
                    .extracting(ItemEmbedding::order)
                    .containsExactly(ItemOrder.upsert(1), ItemOrder.upsert(2));
        }
    }

    /** A Flink distribution with our lib/, and this test's classes: without what is in usrlib/. */
    private static URLClassLoader distribution() throws IOException {
        Set<String> inUsrlib =
                jars(USRLIB).stream().map(jar -> jar.getFileName().toString()).collect(Collectors.toSet());
        List<Path> classpath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> !path.endsWith("flink-jobs/target/classes"))
                .filter(path -> !inUsrlib.contains(path.getFileName().toString()))
                .toList();
        return new URLClassLoader(urls(classpath).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static Path configuration(Path directory, EmbeddedKafka kafka, TestTopics topics) throws IOException {
        Path bundle = Files.createDirectory(directory.resolve("bundle"));
        Files.writeString(bundle.resolve("bundle.yaml"), BUNDLE);
        return Files.writeString(directory.resolve("job.yaml"), """
                encoder.bundle: %s
                kafka.bootstrap.servers: %s
                source.end: AT_START
                topics.source: %s
                topics.backfill: %s
                topics.dead-letters: %s
                topics.partitions: ${file:%s}
                topics.replication: 1
                """.formatted(
                        bundle,
                        kafka.bootstrapServers(),
                        topics.names().source(),
                        topics.names().backfill(),
                        topics.names().deadLetters(),
                        Files.writeString(directory.resolve("partitions"), "2\n")));
    }

    private static List<URL> urls(List<Path> paths) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path path : paths) {
            urls.add(path.toUri().toURL());
        }
        return urls;
    }

    private static Set<String> classes(Path directory) throws IOException {
        Set<String> classes = new TreeSet<>();
        for (Path path : jars(directory)) {
            try (JarFile jar = new JarFile(path.toFile())) {
                jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.endsWith(".class") && !name.contains("module-info"))
                        .forEach(classes::add);
            }
        }
        return classes;
    }

    private static List<Path> jars(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.collect(Collectors.toList());
            assertThat(jars).isNotEmpty();
            return jars;
        }
    }
}
