package io.mixline.cli;

import io.mixline.cache.host.CacheSettings;
import io.mixline.encoder.runtime.EncoderOptions;
import io.mixline.jobs.config.ItemEmbeddingJobSettings;
import io.mixline.schemas.config.Setting;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the commands can be configured with. One file serves all of them, so that each knows the names of the others. */
public final class CommandSettings {

    static final Setting<String> SOURCE_TOPIC =
            Setting.text("topics.source").orElse("job-postings").describedAs("The topic of item changes.");

    static final Setting<Integer> WEB_PORT = Setting.integer("flink.web-port", 0, 65_535)
            .orElse(8081)
            .describedAs("The port of Flink's web page in mixline job, on the loopback address. 0 takes any free one.");

    static final Setting<Integer> METRICS_PORT = Setting.integer("flink.metrics-port", 0, 65_535)
            .orElse(9249)
            .describedAs("The port of the job's Prometheus metrics in mixline job. 0 takes any free one.");

    static final Setting<String> FLINK_DIRECTORY = Setting.text("flink.directory")
            .orElse("mixline-job")
            .describedAs("Where mixline job keeps checkpoints and temporary files.");

    private static final List<Setting<?>> FLINK = List.of(WEB_PORT, METRICS_PORT, FLINK_DIRECTORY);

    private CommandSettings() {}

    static Set<Setting<?>> publish() {
        return Set.of(SOURCE_TOPIC);
    }

    static Set<Setting<?>> job() {
        Set<Setting<?>> job = new LinkedHashSet<>(ItemEmbeddingJobSettings.ALL);
        job.addAll(EncoderOptions.all());
        job.addAll(FLINK);
        return job;
    }

    static Set<Setting<?>> cache() {
        return new LinkedHashSet<>(CacheSettings.DECLARED);
    }

    /** What mixline job has beside the job's and the encoder's settings. */
    public static List<Setting<?>> flink() {
        return FLINK;
    }

    /** All that any command declares. */
    static Set<Setting<?>> all() {
        Set<Setting<?>> all = new LinkedHashSet<>(job());
        all.addAll(cache());
        return all;
    }
}
