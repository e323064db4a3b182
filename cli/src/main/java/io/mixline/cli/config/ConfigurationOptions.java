package io.mixline.cli.config;

import io.mixline.schemas.config.Configuration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that is configured. */
public final class ConfigurationOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as YAML, one file for all commands. A value may refer to a secret:"
                    + " $${file:/run/secrets/x} or $${env:NAME}.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; goes before the file. Names that start with kafka. go to Kafka's clients.")
    private Map<String, String> set = new LinkedHashMap<>();

    public Configuration load() {
        return Configuration.load(Optional.ofNullable(file), set);
    }
}
