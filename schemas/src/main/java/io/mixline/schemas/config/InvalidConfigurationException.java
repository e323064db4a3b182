package io.mixline.schemas.config;

import java.util.List;

/**
 * What was given cannot be run with. Holds every problem that was found, one line each, in the form
 * {@code name: value (expected: ...)}.
 */
public final class InvalidConfigurationException extends RuntimeException {

    private final List<String> problems;

    /**
     * Tells all problems in one message.
     *
     * @param subject what was checked, such as {@code configuration} or the name of a file
     */
    public InvalidConfigurationException(String subject, List<String> problems) {
        super(subject + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems") + "\n  "
                + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
