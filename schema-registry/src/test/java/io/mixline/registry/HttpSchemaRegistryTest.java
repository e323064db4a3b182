package io.mixline.registry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.EpochStart;
import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.EmbeddingsRecordCodec;
import io.mixline.schemas.codec.Framing;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.codec.JobPostingChangeCodec;
import io.mixline.schemas.codec.RecordRefusedException;
import io.mixline.schemas.codec.SchemaRegistryException;
import io.mixline.schemas.codec.SchemaRegistryException.Kind;
import io.mixline.schemas.source.SourceMapping;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSchemaRegistryTest {

    private static final String SCHEMA =
            "{\"type\": \"record\", \"name\": \"A\", \"namespace\": \"n\", \"fields\": [{\"name\": \"x\", \"type\": \"long\"}]}";
    private static final Schema PARSED = new Schema.Parser().parse(SCHEMA);
    private static final RegistryPatience PATIENCE =
            new RegistryPatience(Duration.ofSeconds(20), 3, Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @SuppressWarnings("NullAway.Init") // set by start
    private RegistryServer server;

    @BeforeEach
    void start() throws IOException {
        server = RegistryServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_schema_is_asked_for_once() {
        int id = server.register("a", SCHEMA);
        HttpSchemaRegistry registry = registry();
        assertThat(registry.schema(id)).isEqualTo(PARSED);
        assertThat(registry.schema(id)).isSameAs(registry.schema(id));
        assertThat(server.requests()).containsExactly("GET /schemas/ids/" + id);
    }

    @Test
    void an_unknown_id_is_asked_for_again_after_a_while() {
        HttpSchemaRegistry registry = registry();
        for (int i = 0; i < 3; i++) {
            assertUnknown(registry, 1, "schema id: 1, unknown to the registry (expected: an Avro schema)");
        }
        assertThat(server.requests()).hasSize(1);
        now = now.plus(Duration.ofSeconds(61));
        server.register("a", SCHEMA);
        assertThat(registry.schema(1)).isEqualTo(PARSED);
    }

    @Test
    void noise_does_not_flood_the_registry() {
        HttpSchemaRegistry registry = registry();
        for (int id = 1; id <= 150; id++) {
            int noise = id * 7919;
            assertUnknown(
                    registry, noise, "schema id: " + noise + ", unknown to the registry (expected: an Avro schema)");
        }
        assertThat(pauses).hasSize(50).containsOnly(Duration.ofMillis(50));
        now = now.plus(Duration.ofSeconds(61));
        assertUnknown(registry, 5, "schema id: 5, unknown to the registry (expected: an Avro schema)");
        assertThat(pauses).hasSize(50);
    }

    @Test
    void what_is_no_avro_is_the_records_fault_and_remembered() {
        server.answer(1, "{\"schemaType\": \"PROTOBUF\", \"schema\": \"syntax\"}");
        server.answer(
                2, "{\"schema\": \"{\\\"type\\\": \\\"n.Other\\\"}\", \"references\": [{\"name\": \"n.Other\"}]}");
        server.answer(3, "{\"schema\": \"{{\"}");
        HttpSchemaRegistry registry = registry();
        assertUnknown(registry, 1, "schema id: 1, of type PROTOBUF (expected: an Avro schema)");
        assertUnknown(registry, 2, "schema id: 2, with references to other schemas (expected: an Avro schema)");
        assertUnknown(registry, 3, "schema id: 3, that Avro cannot parse (expected: an Avro schema)");
        assertUnknown(registry, 3, "schema id: 3, unknown to the registry (expected: an Avro schema)");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void a_failure_that_passes_is_tried_again() {
        int id = server.register("a", SCHEMA);
        server.failNext(2, 503);
        assertThat(registry().schema(id)).isEqualTo(PARSED);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void a_registry_that_is_away_is_never_the_records_fault() {
        server.failNext(3, 500);
        HttpSchemaRegistry registry = registry();
        assertFails(Kind.RETRYABLE, () -> registry.schema(1))
                .hasMessageContaining("GET " + server.url() + "/schemas/ids/1: 500, told to fail, 3 times");
        server.close();
        assertFails(Kind.RETRYABLE, () -> registry.schema(1)).hasMessageContaining("ConnectException");
    }

    @Test
    void a_wrong_address_is_never_the_records_fault() {
        RegistryAddress wrong = new RegistryAddress(server.url() + "/api", null, null);
        HttpSchemaRegistry registry = registry(options(wrong, SchemaRegistration.REGISTER));
        assertFails(Kind.FATAL, () -> registry.schema(1))
                .hasMessageContaining("404 (expected: a schema registry with Confluent's REST API");
    }

    @Test
    void a_user_is_told_and_hidden() {
        server.requireAuthorization("Basic dTpwOnc=");
        int id = server.register("a", SCHEMA);
        RegistryAddress known = new RegistryAddress(server.url(), "u", "p:w");
        assertThat(registry(options(known, SchemaRegistration.REGISTER)).schema(id))
                .isEqualTo(PARSED);
        assertThat(known.toString()).doesNotContain("p:w");
        assertFails(Kind.FATAL, () -> registry().schema(id)).hasMessageContaining("401, Unauthorized");
    }

    @Test
    void a_schema_is_registered_once_under_its_subject() {
        HttpSchemaRegistry registry = registry();
        int id = registry.id("topic/ä-n.A", PARSED);
        assertThat(registry.id("topic/ä-n.A", PARSED)).isEqualTo(id);
        assertThat(registry().id("n.A", PARSED)).isEqualTo(id);
        assertThat(server.subjects()).containsExactlyInAnyOrder("n.A", "topic/ä-n.A");
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void a_schema_that_the_subject_does_not_take_is_fatal() {
        server.register("n.A", SCHEMA.replace("\"x\"", "\"y\""));
        assertFails(Kind.FATAL, () -> registry().id("n.A", PARSED))
                .hasMessageContaining("REGISTER of n.A under n.A")
                .hasMessageContaining("409, Schema being registered is incompatible");
    }

    @Test
    void who_may_only_look_up_registers_nothing() {
        HttpSchemaRegistry registry = registry(options(address(), SchemaRegistration.LOOK_UP));
        assertFails(Kind.FATAL, () -> registry.id("n.A", PARSED)).hasMessageContaining("404, Subject 'n.A' not found.");
        int id = server.register("n.A", SCHEMA);
        assertThat(registry.id("n.A", PARSED)).isEqualTo(id);
        assertThat(server.requests()).containsOnly("POST /subjects/n.A");
    }

    @Test
    void a_subject_can_be_held_to_what_our_schemas_keep() {
        registry(options(address(), SchemaRegistration.REGISTER_FULL_TRANSITIVE))
                .id("n.A", PARSED);
        assertThat(server.compatibility()).containsExactly(Map.entry("n.A", "FULL_TRANSITIVE"));
        assertThat(server.subjects()).containsExactly("n.A");
    }

    @Test
    void codecs_write_and_read_through_it() {
        Framing framing = Framing.confluent(registry(), SubjectNaming.TOPIC_RECORD_NAME.in("embeddings"));
        EpochStart start = new EpochStart(3, "run", Instant.EPOCH);
        byte[] value = new EmbeddingsRecordCodec(framing).encode(start);
        assertThat(new EmbeddingsRecordCodec(Framing.singleObject(registry())).decode(start.key(), value))
                .isEqualTo(start);
        assertThat(server.subjects()).containsExactly("embeddings-io.mixline.schemas.avro.EpochStart");

        byte[] posting = new JobPostingChangeCodec(Framing.confluent(registry(), SubjectNaming.RECORD_NAME.in("t")))
                .upsert(
                        new ItemId("a"),
                        new ItemVersion(3),
                        Instant.EPOCH,
                        new ItemContent(Map.of("title", List.of("Nurse"))));
        SourceRecord record = new SourceRecord(null, posting, new SourcePosition("t", 0, 0), Instant.EPOCH);
        ItemChangeCodec changes =
                new ItemChangeCodec(SourceMapping.jobPostingChange(), Framing.singleObject(registry()));
        assertThat(changes.content(changes.decode(record)).values("title")).containsExactly("Nurse");
        assertThatThrownBy(() -> new ItemChangeCodec(SourceMapping.jobPostingChange()).decode(record))
                .isInstanceOf(RecordRefusedException.class);
    }

    private RegistryAddress address() {
        return new RegistryAddress(server.url(), null, null);
    }

    private HttpSchemaRegistry registry() {
        return registry(options(address(), SchemaRegistration.REGISTER));
    }

    private HttpSchemaRegistry registry(RegistryOptions options) {
        return new HttpSchemaRegistry(options, () -> now, pauses::add);
    }

    private static RegistryOptions options(RegistryAddress address, SchemaRegistration registration) {
        return new RegistryOptions(address, PATIENCE, SubjectNaming.RECORD_NAME, registration);
    }

    private static void assertUnknown(HttpSchemaRegistry registry, int id, String message) {
        assertThatThrownBy(() -> registry.schema(id))
                .isInstanceOfSatisfying(
                        RecordRefusedException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(DeadLetterKind.UNKNOWN_SCHEMA))
                .hasMessage(message);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(Kind kind, ThrowingCallable call) {
        SchemaRegistryException thrown =
                requireNonNull(catchThrowableOfType(SchemaRegistryException.class, call), "nothing was thrown");
        assertThat(thrown.kind()).isEqualTo(kind);
        return assertThat(thrown);
    }
}
