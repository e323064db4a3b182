package io.mixline.schemas.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A file that a person wrote: UTF-8 text. */
public final class ConfigurationFile {

    private ConfigurationFile() {}

    /**
     * The whole text.
     *
     * @param name of the setting that names the file
     * @throws InvalidConfigurationException if it is not there, cannot be read, or is not UTF-8
     */
    public static String read(String name, Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw invalid(name, file, "expected: a file");
        } catch (CharacterCodingException e) {
            throw invalid(name, file, "expected: UTF-8 text");
        } catch (IOException e) {
            throw invalid(name, file, "expected: a file that can be read, not " + e);
        }
    }

    private static InvalidConfigurationException invalid(String name, Path file, String expected) {
        return new InvalidConfigurationException("configuration", List.of(name + ": " + file + " (" + expected + ")"));
    }
}
