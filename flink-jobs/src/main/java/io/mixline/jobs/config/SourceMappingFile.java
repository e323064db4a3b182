package io.mixline.jobs.config;

import io.mixline.schemas.config.ConfigurationFile;
import io.mixline.schemas.config.Settings;
import io.mixline.schemas.source.SourceMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The source mapping that a configuration names: a YAML file, with the schemas that lie beside it. */
public final class SourceMappingFile {

    private SourceMappingFile() {}

    /** The built-in mapping where none is named. */
    public static SourceMapping read(Settings settings) throws IOException {
        Optional<String> file = settings.get(ItemEmbeddingJobSettings.SOURCE_MAPPING);
        return file.isEmpty()
                ? SourceMapping.jobPostingChange()
                : read(Path.of(file.get()).toAbsolutePath());
    }

    private static SourceMapping read(Path file) throws IOException {
        String name = ItemEmbeddingJobSettings.SOURCE_MAPPING.name();
        String yaml = ConfigurationFile.read(name, file);
        Map<String, String> schemas = new TreeMap<>();
        try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
            for (Path schema :
                    files.filter(one -> one.toString().endsWith(".avsc")).toList()) {
                schemas.put(schema.getFileName().toString(), ConfigurationFile.read(name, schema));
            }
        }
        return SourceMapping.parse(yaml, schemas);
    }
}
