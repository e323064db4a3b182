package io.mixline.schemas.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts in what a value refers to: <code>${file:/run/secrets/kafka}</code> is that file's content without its last line
 * break, <code>${env:NAME}</code> an environment variable. Remembers what it put in, to keep it out of messages and logs.
 */
final class SecretReferences {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|env):([^}]+)}");

    private final UnaryOperator<@Nullable String> environment;
    private final Map<String, String> referencesBySecret = new LinkedHashMap<>();

    SecretReferences(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /** @throws InvalidConfigurationException with every reference that leads nowhere */
    Map<String, String> resolve(Map<String, String> given) {
        Map<String, String> resolved = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        given.forEach((name, value) -> resolved.put(name, resolve(name, value, problems)));
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException("configuration", problems);
        }
        return resolved;
    }

    /** The text with references where the secrets were. */
    String hide(String text) {
        String hidden = text;
        for (Map.Entry<String, String> secret : referencesBySecret.entrySet()) {
            hidden = hidden.replace(secret.getKey(), secret.getValue());
        }
        return hidden;
    }

    private String resolve(String name, String value, List<String> problems) {
        return REFERENCE.matcher(value).replaceAll(reference -> {
            String secret =
                    reference.group(1).equals("env") ? environment.apply(reference.group(2)) : file(reference.group(2));
            if (secret == null) {
                String expected =
                        reference.group(1).equals("env") ? "a variable that is set" : "a file that can be read";
                problems.add(name + ": " + reference.group() + " (expected: " + expected + ")");
                return "";
            }
            if (!secret.isEmpty()) {
                referencesBySecret.put(secret, reference.group());
            }
            return Matcher.quoteReplacement(secret);
        });
    }

    private static @Nullable String file(String path) {
        try {
            return Files.readString(Path.of(path)).replaceFirst("\\R$", "");
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
