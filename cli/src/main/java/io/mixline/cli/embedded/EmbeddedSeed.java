package io.mixline.cli.embedded;

import io.mixline.encoder.runtime.EncoderSettings;
import io.mixline.jobs.StateSeed;
import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.jobs.config.SourceMappingFile;
import io.mixline.jobs.encode.BundleEncoder;
import io.mixline.jobs.writer.StartRefusedException;
import io.mixline.schemas.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/** Builds a job's state out of its embeddings topic, on a mini cluster in this JVM that lives no longer than that. */
public final class EmbeddedSeed {

    /** To sort the topic in; what does not fit goes to disk. */
    private static final MemorySize SORT_MEMORY = MemorySize.ofMebiBytes(256);

    private EmbeddedSeed() {}

    /** Where a job of that directory will start from, if nothing newer lies there. */
    public static String startOf(Path directory) {
        return EmbeddedFlink.checkpoints(directory).resolve("seed").toUri().toString();
    }

    /**
     * Returns when the savepoint is there.
     *
     * @param settings parsed with the job's settings among the declared
     * @param directory for temporary files
     * @param savepoint its directory, empty or new, as Flink's file systems name it
     * @throws StartRefusedException where no state can be built for the job
     */
    public static void write(Settings settings, EncoderSettings encoder, Path directory, String savepoint)
            throws IOException {
        ItemEmbeddingJobConfig config = ItemEmbeddingJobSettings.config(settings, SourceMappingFile.read(settings));
        StateSeed seed = StateSeed.onKafka(BundleEncoder.load(encoder), config);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(
                configuration(directory, config.run().parallelism().now()));
        seed.build(env, savepoint);
        try {
            var unused = env.execute(seed.name());
        } catch (Exception e) {
            Optional<StartRefusedException> refused = ExceptionUtils.findThrowable(e, StartRefusedException.class);
            throw refused.isPresent()
                    ? refused.get()
                    : new IllegalStateException("building the job's state in " + savepoint + ": " + e, e);
        }
    }

    private static Configuration configuration(Path directory, int slots) {
        Configuration flink = new Configuration();
        flink.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        flink.set(RestOptions.BIND_PORT, "0");
        flink.set(CoreOptions.TMP_DIRS, directory.resolve("flink-tmp").toString());
        flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        flink.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, SORT_MEMORY.multiply(slots));
        return flink;
    }
}
