package io.mixline.cli;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where log lines go. Decided before anything logs: the first logger reads it. */
final class LogDestination {

    private static final String CONFIGURATION = "log4j2.configurationFile";
    private static final String FILE = "mixline.log.file";

    /** It logs past SLF4J, and with a stack trace what the call's failure says too. Held, for else its level is lost. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private LogDestination() {}

    /** All into that file; of our own warnings a line each to standard error. */
    static void file(Path file) {
        setUnlessGiven(FILE, file.toAbsolutePath().toString());
        setUnlessGiven(CONFIGURATION, "log4j2-quiet.xml");
    }

    /** Only our own warnings, to standard error. */
    static void quiet() {
        GRPC.setLevel(Level.SEVERE);
        setUnlessGiven(CONFIGURATION, "log4j2-quiet.xml");
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
