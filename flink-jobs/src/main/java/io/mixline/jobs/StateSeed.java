package io.mixline.jobs;

import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.jobs.fence.FenceSeed;
import io.mixline.jobs.gate.GateSeed;
import io.mixline.jobs.kafka.KafkaEdge;
import io.mixline.jobs.seed.LastRecord;
import io.mixline.jobs.seed.RecordKey;
import io.mixline.jobs.seed.SeedRecord;
import io.mixline.jobs.seed.SeedTopic;
import io.mixline.jobs.writer.StartRefusedException;
import io.mixline.schemas.EmbeddingModel;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.runtime.kryo.JavaSerializer;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.OperatorTransformation;
import org.apache.flink.state.api.SavepointWriter;
import org.apache.flink.state.api.StateBootstrapTransformation;
import org.apache.flink.state.api.functions.KeyedStateBootstrapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Builds a savepoint for an {@link ItemEmbeddingJob} out of its embeddings topic, where the job's own state is lost:
 *
 * <pre>
 * topic ► last record of each item ┬► fence
 *                                  ├► gate LIVE
 *                                  └► gate BACKFILL
 * </pre>
 *
 * A batch job: what it holds at one time is a part of the items in each slot, whatever their number. It says nothing of
 * the sources' positions, so that the job reads its source topics from their first record on.
 */
public final class StateSeed {

    /** Of the topic, and so at most as many items: some 150 MB of heap state in a slot. */
    private static final long RECORDS_PER_PART = 500_000;

    private final ItemEncoderSource encoder;
    private final KafkaEdge kafka;
    private final ItemEmbeddingJobConfig config;
    private final long recordsPerPart;

    private StateSeed(ItemEncoderSource encoder, ItemEmbeddingJobConfig config, long recordsPerPart) {
        this.encoder = encoder;
        this.kafka = new KafkaEdge(config, encoder.modelVersion());
        this.config = config;
        this.recordsPerPart = recordsPerPart;
    }

    /** For the job that {@link ItemEmbeddingJob#onKafka} makes of the same. */
    public static StateSeed onKafka(ItemEncoderSource encoder, ItemEmbeddingJobConfig config) {
        return new StateSeed(encoder, config, RECORDS_PER_PART);
    }

    StateSeed inPartsOf(long records) {
        return new StateSeed(encoder, config, records);
    }

    /**
     * Adds what builds the savepoint to {@code env}, which is to run nothing else.
     *
     * @param directory of the savepoint, as Flink's file systems name it
     * @throws StartRefusedException where there is nothing to build a state of, where the topic is another model's, or
     *     where the directory holds something
     */
    public void build(StreamExecutionEnvironment env, String directory) throws IOException {
        requireEmpty(new Path(directory));
        EmbeddingModel model = encoder.model();
        SeedTopic topic = kafka.seedTopic(model);
        int maxParallelism = config.run().parallelism().max();
        configure(env, (int) Math.min(maxParallelism, 1 + topic.records() / recordsPerPart));
        DataStream<SeedRecord> records = env.fromSource(
                        kafka.seedSource(topic, model),
                        WatermarkStrategy.noWatermarks(),
                        topic.name(),
                        TypeInformation.of(SeedRecord.class))
                .setParallelism(config.run().parallelism().now())
                .keyBy(new RecordKey())
                .reduce(new LastRecord());
        SavepointWriter.newSavepoint(env, maxParallelism)
                .withOperator(id(OperatorUid.FENCE), seeded(records, new FenceSeed(topic)))
                .withOperator(id(OperatorUid.LIVE_GATE), seeded(records, new GateSeed()))
                .withOperator(id(OperatorUid.BACKFILL_GATE), seeded(records, new GateSeed()))
                .write(directory);
    }

    /** The name under which a cluster shows it. */
    public String name() {
        return "seed-" + encoder.modelVersion();
    }

    /** As many subtasks as there are parts: in batch mode they wait for a slot, one part after the other. */
    private static void configure(StreamExecutionEnvironment env, int parts) {
        Configuration flink = new Configuration();
        flink.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
        // Left alone, Kryo wants java.lang opened to it for the handles of the state that was written.
        flink.set(
                PipelineOptions.SERIALIZATION_CONFIG,
                List.of(StateObject.class.getName() + ": {type: kryo, kryo-type: default, class: "
                        + JavaSerializer.class.getName() + "}"));
        env.configure(flink, StateSeed.class.getClassLoader());
        env.setRuntimeMode(RuntimeExecutionMode.BATCH);
        env.setParallelism(parts);
    }

    private static StateBootstrapTransformation<SeedRecord> seeded(
            DataStream<SeedRecord> records, KeyedStateBootstrapFunction<String, SeedRecord> state) {
        return OperatorTransformation.bootstrapWith(records)
                .keyBy(new RecordKey(), Types.STRING)
                .transform(state);
    }

    private static OperatorIdentifier id(OperatorUid operator) {
        return OperatorIdentifier.forUid(operator.uid());
    }

    private static void requireEmpty(Path directory) throws IOException {
        FileSystem files = directory.getFileSystem();
        FileStatus @Nullable [] there = files.exists(directory) ? files.listStatus(directory) : null;
        if (there != null && there.length > 0) {
            throw new StartRefusedException(
                    List.of("savepoint directory: " + directory + " (expected: an empty or a new one)"));
        }
    }
}
