package io.mixline.schemas.codec;

import static io.mixline.schemas.codec.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.ItemEmbedding;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

class ItemEmbeddingCodecTest {

    private static final Schema SCHEMA = io.mixline.schemas.avro.ItemEmbedding.getClassSchema();

    private final ItemEmbeddingCodec codec = new ItemEmbeddingCodec();

    @Property
    void what_was_encoded_is_decoded(@ForAll("random") RandomValues random) {
        ItemEmbedding embedding = random.embedding();
        assertThat(codec.decode(codec.encode(embedding))).isEqualTo(embedding);
    }

    @Property(tries = 100)
    void avro_itself_reads_the_same(@ForAll("random") RandomValues random) throws IOException {
        ItemEmbedding embedding = random.embedding();
        byte[] bytes = codec.encode(embedding);
        GenericRecord record = new BinaryMessageDecoder<GenericRecord>(GenericData.get(), SCHEMA).decode(bytes);
        assertThat(record.get("itemId")).hasToString(embedding.itemId().value());
        assertThat(record.get("tokens") == null).isEqualTo(embedding.isTombstone());
        assertThat(new BinaryMessageEncoder<GenericRecord>(GenericData.get(), SCHEMA)
                        .encode(record)
                        .array())
                .isEqualTo(bytes);
    }

    @Test
    void bytes_after_the_record_are_refused() {
        byte[] bytes = codec.encode(new RandomValues(1).embedding());
        assertRefused(DeadLetterKind.NOT_AVRO, () -> codec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .hasMessage("bytes after the record: 1 (expected: 0)");
    }

    @Test
    void values_that_no_embedding_has_are_refused() {
        var format = WireFormat.released(io.mixline.schemas.avro.ItemEmbedding.class, Framing.singleObject());
        var wire = format.decode(codec.encode(new RandomValues(1).embedding()));
        wire.setItemVersion(-1);
        byte[] bytes = format.encode(wire);
        assertRefused(DeadLetterKind.BAD_FIELD, () -> codec.decode(bytes))
                .hasMessage("itemVersion: -1 (expected: >= 0)");
    }

    @Provide
    Arbitrary<RandomValues> random() {
        return RandomValues.arbitrary();
    }
}
