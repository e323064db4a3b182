package io.mixline.schemas.source;

import io.mixline.schemas.config.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that it is told all at once. For one thread. */
final class Problems {

    private final List<String> found = new ArrayList<>();

    void add(String name, Object value, String expected) {
        found.add(name + ": " + value + " (expected: " + expected + ")");
    }

    boolean none() {
        return found.isEmpty();
    }

    InvalidConfigurationException in(String subject) {
        return new InvalidConfigurationException(subject, found);
    }
}
