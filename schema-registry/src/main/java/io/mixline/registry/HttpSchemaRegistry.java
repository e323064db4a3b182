package io.mixline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.codec.RecordRefusedException;
import io.mixline.schemas.codec.SchemaRegistry;
import io.mixline.schemas.codec.SchemaRegistryException;
import io.mixline.schemas.codec.SchemaRegistryException.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A registry over Confluent's REST API. What it knows of an id is kept for ever; that it does not know one, for a while.
 * While many ids are unknown, asking for the next one waits a moment, so that noise in a topic never floods it.
 * Thread-safe; blocks the caller.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {

    private static final Duration NOISE_PAUSE = Duration.ofMillis(50);
    private static final String FULL_TRANSITIVE = "FULL_TRANSITIVE";

    /** One for each registry that this JVM was configured with: what is known of an id is known for ever. */
    private static final Map<RegistryOptions, HttpSchemaRegistry> SHARED = new ConcurrentHashMap<>();

    private final RegistryOptions options;
    private final InstantSource clock;
    private final RegistryRequests requests;
    private final UnknownIds unknown;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();

    /** The one of these options in this JVM. Asks nothing yet. */
    public static HttpSchemaRegistry shared(RegistryOptions options) {
        return SHARED.computeIfAbsent(
                options,
                fresh -> new HttpSchemaRegistry(fresh, InstantSource.system(), time -> Thread.sleep(time.toMillis())));
    }

    HttpSchemaRegistry(RegistryOptions options, InstantSource clock, Pause pause) {
        this.options = options;
        this.clock = clock;
        this.requests = new RegistryRequests(options.address(), options.patience(), pause);
        this.unknown = new UnknownIds(options.patience().unknownIdTtl());
    }

    private record SubjectSchema(String subject, Schema schema) {}

    @Override
    public Schema schema(int id) {
        @Nullable Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        if (unknown.contains(id, clock.instant())) {
            throw unknown(id, "unknown to the registry");
        }
        if (unknown.areMany(clock.instant())) {
            requests.pause(NOISE_PAUSE);
        }
        RegistryAnswer answer = requests.get("/schemas/ids/" + id);
        if (answer.isNotThere()) {
            unknown.add(id, clock.instant());
            throw unknown(id, "unknown to the registry");
        }
        if (!answer.isOk()) {
            throw refused("asking for schema " + id, answer);
        }
        Schema schema = parsed(id, answer.body());
        schemas.put(id, schema);
        return schema;
    }

    private Schema parsed(int id, JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            unknown.add(id, clock.instant());
            throw unknown(id, "of type " + type);
        }
        if (!body.path("schema").isTextual()) {
            throw refused("asking for schema " + id, new RegistryAnswer(200, body));
        }
        try {
            // Lenient about names and defaults, as source mappings are: others wrote these schemas.
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(body.path("schema").asText());
        } catch (RuntimeException e) {
            // References to other subjects are not followed, and end here too.
            unknown.add(id, clock.instant());
            throw unknown(id, body.has("references") ? "with references to other schemas" : "that Avro cannot parse");
        }
    }

    private static RecordRefusedException unknown(int id, String what) {
        return new RecordRefusedException(
                DeadLetterKind.UNKNOWN_SCHEMA, "schema id: " + id + ", " + what + " (expected: an Avro schema)");
    }

    @Override
    public int id(String subject, Schema schema) {
        SubjectSchema wanted = new SubjectSchema(subject, schema);
        @Nullable Integer known = ids.get(wanted);
        if (known != null) {
            return known;
        }
        int id = ask(wanted);
        ids.put(wanted, id);
        return id;
    }

    private int ask(SubjectSchema wanted) {
        String path =
                URLEncoder.encode(wanted.subject(), StandardCharsets.UTF_8).replace("+", "%20");
        String what = wanted.schema().getFullName() + " under " + wanted.subject();
        Map<String, String> body = Map.of("schema", wanted.schema().toString());
        RegistryAnswer answer = switch (options.registration()) {
            case LOOK_UP -> requests.send("POST", "/subjects/" + path, body);
            case REGISTER -> requests.send("POST", "/subjects/" + path + "/versions", body);
            case REGISTER_FULL_TRANSITIVE -> {
                keepCompatible(path, what);
                yield requests.send("POST", "/subjects/" + path + "/versions", body);
            }
        };
        int id = answer.body().path("id").asInt();
        if (!answer.isOk() || id <= 0) {
            throw refused(options.registration() + " of " + what, answer);
        }
        return id;
    }

    private void keepCompatible(String path, String what) {
        RegistryAnswer answer = requests.send("PUT", "/config/" + path, Map.of("compatibility", FULL_TRANSITIVE));
        if (!answer.isOk()) {
            throw refused("setting the compatibility of " + what, answer);
        }
    }

    private SchemaRegistryException refused(String doing, RegistryAnswer answer) {
        return new SchemaRegistryException(
                Kind.FATAL,
                doing + " at " + options.address() + ": " + answer.message()
                        + " (expected: a schema registry with Confluent's REST API that lets us do so)",
                null);
    }
}
