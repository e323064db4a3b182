package io.mixline.jobs;

import io.mixline.jobs.config.ItemEmbeddingJobConfig;
import io.mixline.jobs.decode.DecodeChanges;
import io.mixline.jobs.encode.ContentTextReaders;
import io.mixline.jobs.encode.EncodeItems;
import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.jobs.gate.NewestChangeGate;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourceRecord;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/** One lane from its source to the fence. */
record LaneBranch(DataStream<EncodedChange> encoded, DataStream<DeadLetter> deadLetters) {

    private static final long NO_TIMEOUT = 0;

    static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    static LaneBranch build(
            StreamExecutionEnvironment env,
            Lane lane,
            Source<SourceRecord, ?, ?> source,
            JobSteps steps,
            ItemEmbeddingJobConfig config) {
        SingleOutputStreamOperator<SourceRecord> records = ItemEmbeddingJob.placed(
                env.fromSource(
                        source,
                        WatermarkStrategy.noWatermarks(),
                        OperatorUid.source(lane).uid(),
                        TypeInformation.of(SourceRecord.class)),
                OperatorUid.source(lane));
        SingleOutputStreamOperator<ItemChange> changes = ItemEmbeddingJob.placed(
                records.process(
                        new DecodeChanges(lane, config.formats(), DEAD_LETTERS, steps.clock()),
                        TypeInformation.of(ItemChange.class)),
                OperatorUid.decode(lane));
        ContentTextReaders texts = new ContentTextReaders(steps.encoder(), config.formats());
        SingleOutputStreamOperator<GatedChange> gated = ItemEmbeddingJob.placed(
                changes.keyBy(change -> change.itemId().value(), Types.STRING)
                        .process(
                                new NewestChangeGate(lane, steps.gate(), texts), TypeInformation.of(GatedChange.class)),
                OperatorUid.gate(lane));
        EncodeItems encode = new EncodeItems(
                lane, steps.encoder(), config.formats(), config.run().retries(), steps.clock());
        SingleOutputStreamOperator<EncodedChange> encoded = ItemEmbeddingJob.placed(
                AsyncDataStream.orderedWait(
                                gated,
                                encode,
                                NO_TIMEOUT,
                                TimeUnit.MILLISECONDS,
                                config.limits().encodeCapacity())
                        .returns(TypeInformation.of(EncodedChange.class)),
                OperatorUid.encode(lane));
        return new LaneBranch(encoded, changes.getSideOutput(DEAD_LETTERS));
    }
}
