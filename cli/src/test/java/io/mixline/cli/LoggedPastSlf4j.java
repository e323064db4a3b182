package io.mixline.cli;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the JDK's own logging would print to standard error. */
final class LoggedPastSlf4j extends Handler implements AutoCloseable {

    private final Logger root = Logger.getLogger("");
    private final List<String> messages;

    LoggedPastSlf4j(List<String> messages) {
        this.messages = messages;
        root.addHandler(this);
    }

    @Override
    public synchronized void publish(LogRecord logged) {
        messages.add(logged.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
