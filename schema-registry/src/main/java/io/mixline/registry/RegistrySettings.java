package io.mixline.registry;

import io.mixline.schemas.codec.Framing;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can be configured of a schema registry. */
public final class RegistrySettings {

    /** Where it is. */
    public static final Setting<Optional<String>> URL = Setting.text("registry.url")
            .optional()
            .describedAs("Where the REST API of a schema registry begins: Confluent's, or Apicurio's with"
                    + " /apis/ccompat/v7 at the end. With it, records in Confluent's wire format are read beside those in"
                    + " Avro's single-object encoding.");

    static final Setting<Optional<String>> USER =
            Setting.text("registry.user").optional().describedAs("The user name for basic authentication.");

    static final Setting<Optional<String>> PASSWORD =
            Setting.text("registry.password").secret().optional().describedAs("The password for basic authentication.");

    static final Setting<Duration> TIMEOUT = Setting.duration(
                    "registry.timeout", Duration.ofMillis(100), Duration.ofMinutes(5))
            .orElse(Duration.ofSeconds(10))
            .describedAs("How long one request may take.");

    static final Setting<Integer> ATTEMPTS = Setting.integer("registry.attempts", 1, 100)
            .orElse(5)
            .describedAs(
                    "How often a request is sent that fails for a passing reason. After that the job fails and starts"
                            + " again from its checkpoint: a record is never given up for a registry that is away.");

    static final Setting<Duration> BACKOFF = Setting.duration("registry.first-backoff")
            .orElse(Duration.ofMillis(500))
            .describedAs("How long to wait after the first such failure; twice as long after each next.");

    static final Setting<Duration> UNKNOWN_ID_TTL = Setting.duration("registry.unknown-id-ttl")
            .orElse(Duration.ofMinutes(1))
            .describedAs(
                    "How long a schema id that the registry did not know is not asked for again. Records that name it"
                            + " become dead letters meanwhile.");

    static final Setting<SubjectNaming> SUBJECTS = Setting.constant("registry.subjects", SubjectNaming.class)
            .orElse(SubjectNaming.RECORD_NAME)
            .describedAs("Under which subject a schema of ours is registered: its record's full name, or topic and full"
                    + " name with a dash between.");

    static final Setting<SchemaRegistration> REGISTRATION = Setting.constant(
                    "registry.registration", SchemaRegistration.class)
            .orElse(SchemaRegistration.REGISTER)
            .describedAs(
                    "REGISTER registers our schemas; REGISTER_FULL_TRANSITIVE sets their subjects to the compatibility"
                            + " that they keep before; LOOK_UP expects them there, where only others may register.");

    /** All of them, in the order of the document. */
    public static final List<Setting<?>> ALL =
            List.of(URL, USER, PASSWORD, TIMEOUT, ATTEMPTS, BACKOFF, UNKNOWN_ID_TTL, SUBJECTS, REGISTRATION);

    private RegistrySettings() {}

    /**
     * The registry as configured; empty where there is none.
     *
     * @param settings parsed with {@link #ALL} among the declared
     * @throws InvalidConfigurationException for an address that is none
     */
    public static Optional<RegistryOptions> options(Settings settings) {
        return settings.get(URL)
                .map(url -> new RegistryOptions(
                        address(settings, url),
                        new RegistryPatience(
                                settings.get(TIMEOUT),
                                settings.get(ATTEMPTS),
                                settings.get(BACKOFF),
                                settings.get(UNKNOWN_ID_TTL)),
                        settings.get(SUBJECTS),
                        settings.get(REGISTRATION)));
    }

    /** For who only reads: both ways where a registry is configured. */
    public static Framing readingFraming(Settings settings) {
        return options(settings)
                .map(options -> Framing.singleObject(HttpSchemaRegistry.shared(options)))
                .orElse(Framing.singleObject());
    }

    private static RegistryAddress address(Settings settings, String url) {
        try {
            return RegistryAddress.parse(
                    url, settings.get(USER).orElse(null), settings.get(PASSWORD).orElse(null));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException("configuration", List.of(String.valueOf(e.getMessage())));
        }
    }
}
