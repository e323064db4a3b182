package io.mixline.cache.bootstrap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What is logged from INFO on while this is open. */
final class LoggedMessages extends AbstractAppender implements AutoCloseable {

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

    private LoggedMessages() {
        super("logged-messages", null, null, true, Property.EMPTY_ARRAY);
    }

    static LoggedMessages record() {
        LoggedMessages logged = new LoggedMessages();
        logged.start();
        logged.context.getRootLogger().addAppender(logged);
        return logged;
    }

    @Override
    public void append(LogEvent event) {
        events.add(event.toImmutable());
    }

    /** Those of a level that speak of something. */
    List<String> of(Level level, Object about) {
        return events.stream()
                .filter(event -> event.getLevel().equals(level))
                .map(event -> event.getMessage().getFormattedMessage())
                .filter(message -> message.contains(about.toString()))
                .toList();
    }

    @Override
    public void close() {
        context.getRootLogger().removeAppender(this);
        stop();
    }
}
