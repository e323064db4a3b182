package io.mixline.schemas.source;

import io.mixline.schemas.config.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that it is told all at once. For one thread. */
final class Problems {

    private static final int SHOWN_CHARACTERS = 200;

    private final List<String> found = new ArrayList<>();

    void add(String name, Object value, String expected) {
        found.add(shown(name) + ": " + shown(String.valueOf(value)) + " (expected: " + expected + ")");
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }

    boolean none() {
        return found.isEmpty();
    }

    InvalidConfigurationException in(String subject) {
        return new InvalidConfigurationException(subject, found);
    }
}
