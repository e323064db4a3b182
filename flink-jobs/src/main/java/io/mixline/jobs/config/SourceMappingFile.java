package io.mixline.jobs.config;

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

    private static SourceMapping read(Path yaml) throws IOException {
        Map<String, String> schemas = new TreeMap<>();
        try (Stream<Path> files = Files.list(yaml.resolveSibling("."))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".avsc")).toList()) {
                schemas.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return SourceMapping.parse(Files.readString(yaml), schemas);
    }
}
