package io.mixline.schemas.codec;

import io.mixline.schemas.avro.BackfillChange;
import io.mixline.schemas.avro.ChangeOp;
import io.mixline.schemas.avro.DeadLetter;
import io.mixline.schemas.avro.DeadLetterKind;
import io.mixline.schemas.avro.DeadLetterStage;
import io.mixline.schemas.avro.EmbeddingDtype;
import io.mixline.schemas.avro.EmbeddingLane;
import io.mixline.schemas.avro.EpochStart;
import io.mixline.schemas.avro.Fingerprint;
import io.mixline.schemas.avro.ItemEmbedding;
import io.mixline.schemas.avro.JobPostingChange;
import io.mixline.schemas.avro.JobPostingContent;
import io.mixline.schemas.avro.WriterClaim;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * Tells Avro which classes our schemas stand for: these, and no other. Avro would load them by the names in a schema,
 * which since 1.12.2 needs an allow-list that is global to the JVM, and which fails where Avro and our classes come from
 * different class loaders, as in a Flink task.
 */
final class WireModel extends SpecificData {

    private static final Map<String, Class<?>> CLASSES = Stream.<Class<?>>of(
                    BackfillChange.class,
                    ChangeOp.class,
                    DeadLetter.class,
                    DeadLetterKind.class,
                    DeadLetterStage.class,
                    EmbeddingDtype.class,
                    EmbeddingLane.class,
                    EpochStart.class,
                    Fingerprint.class,
                    ItemEmbedding.class,
                    JobPostingChange.class,
                    JobPostingContent.class,
                    WriterClaim.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, type -> type));

    static final WireModel INSTANCE = new WireModel();

    private WireModel() {
        super(WireModel.class.getClassLoader());
        addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    }

    @Override
    @SuppressWarnings("rawtypes") // as Avro declares it
    public @Nullable Class getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> CLASSES.get(schema.getFullName());
            default -> super.getClass(schema);
        };
    }
}
