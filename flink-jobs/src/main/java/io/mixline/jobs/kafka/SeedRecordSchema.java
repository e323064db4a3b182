package io.mixline.jobs.kafka;

import io.mixline.jobs.config.JobFraming;
import io.mixline.jobs.config.OwnTopic;
import io.mixline.jobs.seed.SeedRecord;
import io.mixline.jobs.writer.StartRefusedException;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingsRecord;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells what a replaced run appended, here, where the records of a partition are still in their order. */
final class SeedRecordSchema implements KafkaRecordDeserializationSchema<SeedRecord> {

    private final JobFraming framing;
    private final String topic;
    private final String space;
    private final String fingerprint;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient CurrentRecords current;

    /** @param model of all that the topic may hold */
    SeedRecordSchema(String topic, JobFraming framing, EmbeddingModel model) {
        this.topic = topic;
        this.framing = framing;
        this.space = model.space().name();
        this.fingerprint = model.fingerprint().toString();
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        current = new CurrentRecords(new EmbeddingsRecordCodec(framing.of(OwnTopic.EMBEDDINGS, topic)), 0);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> kafka, Collector<SeedRecord> out) {
        EmbeddingsRecord record = current.next(kafka);
        if (record instanceof ItemEmbedding embedding && current.isReplaced(kafka.partition(), embedding)) {
            out.collect(SeedRecord.replaced(embedding, kafka.offset()));
        } else if (record instanceof ItemEmbedding embedding) {
            check(embedding.model(), kafka);
            out.collect(SeedRecord.written(embedding, kafka.offset()));
        } else if (record != null) {
            out.collect(SeedRecord.epochStart(record.writerEpoch()));
        }
    }

    private void check(EmbeddingModel model, ConsumerRecord<byte[], byte[]> kafka) {
        if (!model.space().name().equals(space)
                || !model.fingerprint().toString().equals(fingerprint)) {
            throw new SuppressRestartsException(new StartRefusedException(
                    List.of(kafka.topic() + "-" + kafka.partition() + "@" + kafka.offset() + ": space " + model.space()
                            + ", fingerprint " + model.fingerprint() + " (expected: space " + space + ", fingerprint "
                            + fingerprint + ", the model of the bundle)")));
        }
    }

    @Override
    public TypeInformation<SeedRecord> getProducedType() {
        return TypeInformation.of(SeedRecord.class);
    }
}
