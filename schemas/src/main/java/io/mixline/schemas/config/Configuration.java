package io.mixline.schemas.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was configured: a YAML file, single values on top, and the secrets that they refer to. Several processes may share
 * a file: each takes its own settings out of it. Immutable.
 */
public final class Configuration {

    /** Names that start so go to Kafka's clients, without it. */
    public static final String KAFKA_PREFIX = "kafka.";

    private final Map<String, String> values;
    private final SecretReferences secrets;

    private Configuration(Map<String, String> values, SecretReferences secrets) {
        this.values = values;
        this.secrets = secrets;
    }

    /**
     * Reads the file, if any.
     *
     * @param set goes before the file
     * @throws InvalidConfigurationException with every problem
     */
    public static Configuration load(Optional<Path> file, Map<String, String> set) {
        return load(file, set, System::getenv);
    }

    static Configuration load(
            Optional<Path> file, Map<String, String> set, UnaryOperator<@Nullable String> environment) {
        Map<String, String> given =
                new TreeMap<>(file.map(Configuration::flatten).orElse(Map.of()));
        given.putAll(set);
        SecretReferences secrets = new SecretReferences(environment);
        return new Configuration(secrets.resolve(given), secrets);
    }

    /**
     * The settings of one process.
     *
     * @param own what it declares
     * @param others what only others declare: known, and passed over here
     * @throws InvalidConfigurationException with every problem, unknown names among them
     */
    public Settings settings(Collection<Setting<?>> own, Collection<Setting<?>> others) {
        Set<String> ownNames = own.stream().map(Setting::name).collect(Collectors.toSet());
        Map<String, String> given = new TreeMap<>(values);
        others.stream()
                .map(Setting::name)
                .filter(name -> !ownNames.contains(name))
                .forEach(given::remove);
        try {
            return Settings.parse(List.copyOf(own), given, KAFKA_PREFIX);
        } catch (InvalidConfigurationException e) {
            throw invalid(e.problems());
        }
    }

    /** For problems that somebody else finds in the values, and may quote: without secrets. */
    public InvalidConfigurationException invalid(List<String> problems) {
        return new InvalidConfigurationException(
                "configuration", problems.stream().map(secrets::hide).toList());
    }

    /** All values in effect, for the log, without secrets. */
    public String describe(Settings settings) {
        return secrets.hide(settings.describe());
    }

    private static Map<String, String> flatten(Path file) {
        String yaml = ConfigurationFile.read("configuration", file);
        try {
            return SettingsYaml.flatten(yaml);
        } catch (InvalidConfigurationException e) {
            throw InvalidConfigurationException.in(file, e.problems());
        }
    }
}
