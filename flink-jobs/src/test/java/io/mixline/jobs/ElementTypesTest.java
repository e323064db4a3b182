package io.mixline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.fence.DeletedEntry;
import io.mixline.jobs.fence.LiveEntry;
import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.jobs.fence.TopicEnd;
import io.mixline.jobs.fence.WrittenRecord;
import io.mixline.jobs.gate.ComposedText;
import io.mixline.jobs.gate.GateEntry;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.jobs.gate.HeldChange;
import io.mixline.jobs.outcome.LedgerEntry;
import io.mixline.jobs.outcome.LedgerLine;
import io.mixline.jobs.writer.RunMarker;
import io.mixline.schemas.DeadLetter;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What crosses Flink's edges and lies in its state, with generic types off. */
class ElementTypesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00.123456Z");
    private static final SourceRecord WITHOUT_VALUE =
            new SourceRecord(null, null, new SourcePosition("job-postings", 3, 1042), NOW);
    private static final ItemChange CHANGE = Postings.live(Postings.put("a", 1, "x"));
    private static final DeadLetterReason REASON =
            new DeadLetterReason(DeadLetterStage.GATE, DeadLetterKind.EMPTY_TEXT, "empty");
    private static final GatedChange ENCODE = GatedChange.encode(CHANGE, TextHash.fingerprint("x"));

    private static final GatedChange ENCODE_AT_ONCE = GatedChange.encode(
            CHANGE,
            new ComposedText(
                    new ItemText("x, in full", "x", TextHash.fingerprint("x")), ScriptedEncoder.MODEL.fingerprint()));

    /** Bytes of an item's state, its key and Flink's own left out. */
    private static final int GATE_ENTRY_BYTES = 63;

    private static final int LIVE_ENTRY_BYTES = 52;
    private static final int DELETED_ENTRY_BYTES = 41;

    static Stream<Object> elements() {
        return Stream.of(
                WITHOUT_VALUE,
                CHANGE,
                Postings.reencoded(Postings.put("a", 1, "x"), 7),
                ENCODE,
                ENCODE_AT_ONCE,
                GatedChange.failed(CHANGE, REASON),
                new EncodedChange(ENCODE, TextHash.encode("x"), NOW),
                new EncodedChange(GatedChange.delete(CHANGE), null, NOW),
                new OutgoingRecord(new byte[] {1}, new byte[] {2}, NOW),
                new DeadLetter(WITHOUT_VALUE, null, REASON, NOW),
                new GateEntry(ItemOrder.delete(1), null, null),
                new GateEntry(ItemOrder.upsert(1), TextHash.fingerprint("x"), NOW),
                new HeldChange(CHANGE, TextHash.fingerprint("x"), NOW),
                new LiveEntry(ItemOrder.upsert(1), null, false),
                new LiveEntry(ItemOrder.upsert(1), TextHash.fingerprint("x"), true),
                new DeletedEntry(ItemOrder.delete(1), NOW),
                new TopicEnd(3, 1042),
                new WrittenRecord("a", ItemOrder.upsert(1), TextHash.fingerprint("x"), NOW, true),
                new WrittenRecord("a", null, null, NOW, false),
                new RunMarker(7, "item-embeddings-a", "id"),
                new LedgerEntry(Lane.BACKFILL, LedgerLine.HELD, -1));
    }

    @ParameterizedTest
    @MethodSource("elements")
    void an_element_round_trips_through_a_pojo_serializer(Object element) throws IOException {
        TypeSerializer<Object> serializer = serializer(element);

        assertThat(serializer).isInstanceOf(PojoSerializer.class);
        DataInputDeserializer in = new DataInputDeserializer(bytes(serializer, element));
        assertThat(serializer.deserialize(in)).isEqualTo(element);
        assertThat(serializer.copy(element)).isEqualTo(element);
    }

    @Test
    void what_travels_to_the_fence_is_without_the_text_that_was_encoded() {
        assertThat(new EncodedChange(ENCODE_AT_ONCE, TextHash.encode("x"), NOW).gated())
                .isEqualTo(ENCODE);
    }

    @Test
    void a_change_names_its_text_in_messages_without_showing_it() {
        assertThat(ENCODE_AT_ONCE.toString())
                .contains(TextHash.fingerprint("x").toString())
                .doesNotContain("x, in full");
    }

    @Test
    void the_state_of_an_item_is_small() throws IOException {
        assertThat(size(new GateEntry(ItemOrder.upsert(1), TextHash.fingerprint("x"), NOW)))
                .isEqualTo(GATE_ENTRY_BYTES);
        assertThat(size(new LiveEntry(ItemOrder.upsert(1), TextHash.fingerprint("x"), true)))
                .isEqualTo(LIVE_ENTRY_BYTES);
        assertThat(size(new DeletedEntry(ItemOrder.delete(1), NOW))).isEqualTo(DELETED_ENTRY_BYTES);
    }

    private static int size(Object element) throws IOException {
        return bytes(serializer(element), element).length;
    }

    private static byte[] bytes(TypeSerializer<Object> serializer, Object element) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(element, out);
        return out.getCopyOfBuffer();
    }

    @SuppressWarnings("unchecked") // of the element's own class
    private static TypeSerializer<Object> serializer(Object element) {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        return (TypeSerializer<Object>) TypeInformation.of(element.getClass()).createSerializer(config);
    }
}
