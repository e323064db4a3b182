package io.mixline.jobs;

import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.encode.ItemEncoderSource;
import io.mixline.jobs.fence.FenceOutputs;
import io.mixline.jobs.fence.NewestVersionFence;
import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.jobs.kafka.KafkaEdge;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.Lane;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * Item changes to item embeddings of one model version:
 *
 * <pre>
 * LIVE source ─────► decode ► gate ► encode ─┐
 * BACKFILL source ─► decode ► gate ► encode ─┴► fence ► embeddings
 *                    └ dead letters             ├ dead letters
 *                                               └ marks without their tokens ► the BACKFILL source's topic
 * </pre>
 *
 * Two branches, because back-pressure travels along a branch: a full backfill must not hold the live one back.
 */
public final class ItemEmbeddingJob {

    private static final String SLOTS = "items";

    private static final OutputTag<OutgoingRecord> RETURNED =
            new OutputTag<>("returned", TypeInformation.of(OutgoingRecord.class));

    private final JobSources sources;
    private final JobSinks sinks;
    private final JobSteps steps;
    private final ItemEmbeddingJobConfig config;

    public ItemEmbeddingJob(JobSources sources, JobSinks sinks, JobSteps steps, ItemEmbeddingJobConfig config) {
        this.sources = sources;
        this.sinks = sinks;
        this.steps = steps;
        this.config = config;
    }

    /** From the topics to the topics that the configuration and the encoder's model version name. */
    public static ItemEmbeddingJob onKafka(ItemEncoderSource encoder, ItemEmbeddingJobConfig config) {
        return onKafka(JobSteps.standard(encoder, config.limits()), config);
    }

    /** With other steps than the standard ones. */
    public static ItemEmbeddingJob onKafka(JobSteps steps, ItemEmbeddingJobConfig config) {
        KafkaEdge kafka = new KafkaEdge(config, steps.encoder().modelVersion());
        JobSources sources = new JobSources(kafka.source(Lane.LIVE), kafka.source(Lane.BACKFILL));
        JobSinks sinks = new JobSinks(
                kafka.embeddings(), kafka.writerTopics(steps.clock()), kafka.deadLetters(), kafka.returned());
        return new ItemEmbeddingJob(sources, sinks, steps, config);
    }

    /** The name under which a cluster shows the job. */
    public String name() {
        return "item-embeddings-" + steps.encoder().modelVersion();
    }

    /** Adds the job to {@code env}, and sets how Flink is to run it. */
    public void build(StreamExecutionEnvironment env) {
        FlinkSettings.apply(config.run(), env);
        LaneBranch live = LaneBranch.build(env, Lane.LIVE, sources.live(), steps, config);
        LaneBranch backfill = LaneBranch.build(env, Lane.BACKFILL, sources.backfill(), steps, config);
        FenceOutputs outputs = new FenceOutputs(
                LaneBranch.DEAD_LETTERS,
                RETURNED,
                sinks.topics(),
                config.limits().maxRecordBytes());
        SingleOutputStreamOperator<OutgoingRecord> fenced = placed(
                live.encoded()
                        .union(backfill.encoded())
                        .keyBy(change -> change.gated().change().itemId().value(), Types.STRING)
                        .process(
                                new NewestVersionFence(steps.fence(), steps.encoder(), config.formats(), outputs),
                                TypeInformation.of(OutgoingRecord.class)),
                OperatorUid.FENCE);
        DataStream<DeadLetter> deadLetters =
                live.deadLetters().union(backfill.deadLetters(), fenced.getSideOutput(LaneBranch.DEAD_LETTERS));
        sinkTo(fenced, sinks.embeddings(), OperatorUid.EMBEDDINGS_SINK);
        sinkTo(fenced.getSideOutput(RETURNED), sinks.returned(), OperatorUid.RETURNED_SINK);
        sinkTo(deadLetters, sinks.deadLetters(), OperatorUid.DEAD_LETTERS_SINK);
    }

    /** Gives an operator its uid and name, and its place beside all others of the job. */
    static <T> SingleOutputStreamOperator<T> placed(SingleOutputStreamOperator<T> operator, OperatorUid uid) {
        return operator.uid(uid.uid()).name(uid.uid()).slotSharingGroup(SLOTS);
    }

    private static <T> void sinkTo(DataStream<T> records, Sink<T> sink, OperatorUid uid) {
        var unused = records.sinkTo(sink).uid(uid.uid()).name(uid.uid()).slotSharingGroup(SLOTS);
    }
}
