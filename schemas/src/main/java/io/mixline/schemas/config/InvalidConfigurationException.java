package io.mixline.schemas.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What was given cannot be run with. Holds every problem that was found, one line each, in the form
 * {@code name: value (expected: ...)}.
 */
public final class InvalidConfigurationException extends RuntimeException {

    /** More of them in one message help nobody. */
    private static final int MAX_TOLD = 100;

    private final List<String> problems;
    private final String where;

    /**
     * Tells all problems in one message, and of very many the first.
     *
     * @param subject what was checked, such as {@code configuration} or the name of a file
     */
    public InvalidConfigurationException(String subject, List<String> problems) {
        this(subject, problems, "");
    }

    private InvalidConfigurationException(String subject, List<String> problems, String where) {
        super(subject + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems") + "\n  "
                + told(problems));
        this.problems = List.copyOf(problems);
        this.where = where;
    }

    /** What is wrong in a file, whose name then stands before a problem that is told alone. */
    public static InvalidConfigurationException in(Path file, List<String> problems) {
        return new InvalidConfigurationException(file.toString(), problems, file + ": ");
    }

    /** The shortest that says all: one line where there is one problem. */
    public String told() {
        return problems.size() == 1 ? where + problems.get(0) : String.valueOf(getMessage());
    }

    private static String told(List<String> problems) {
        if (problems.size() <= MAX_TOLD) {
            return String.join("\n  ", problems);
        }
        return String.join("\n  ", problems.subList(0, MAX_TOLD)) + "\n  and " + (problems.size() - MAX_TOLD) + " more";
    }

    /** All of them. */
    public List<String> problems() {
        return problems;
    }
}
