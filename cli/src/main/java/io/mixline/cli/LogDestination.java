package io.mixline.cli;

import java.nio.file.Path;

/** Where log lines go. Decided before anything logs: the first logger reads it. */
final class LogDestination {

    private static final String CONFIGURATION = "log4j2.configurationFile";
    private static final String FILE = "mixline.log.file";

    private LogDestination() {}

    /** All into that file; of our own warnings a line each to standard error. */
    static void file(Path file) {
        setUnlessGiven(FILE, file.toAbsolutePath().toString());
        setUnlessGiven(CONFIGURATION, "log4j2-quiet.xml");
    }

    /** Only our own warnings, to standard error. */
    static void quiet() {
        setUnlessGiven(CONFIGURATION, "log4j2-quiet.xml");
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
