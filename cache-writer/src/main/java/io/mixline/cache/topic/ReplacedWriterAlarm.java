package io.mixline.cache.topic;

import io.mixline.cache.metrics.CacheMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of records that a replaced run of the job wrote: each one counted, and a line at most once a minute. For one thread. */
final class ReplacedWriterAlarm {

    private static final Logger LOG = LoggerFactory.getLogger(ReplacedWriterAlarm.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final CacheMeter meter;
    private final InstantSource clock;
    private Instant quietUntil = Instant.MIN;
    private long untold;

    ReplacedWriterAlarm(CacheMeter meter, InstantSource clock) {
        this.meter = meter;
        this.clock = clock;
    }

    void report(List<TopicRecord.Replaced> replaced) {
        if (replaced.isEmpty()) {
            return;
        }
        meter.replacedWriter(replaced.size());
        untold += replaced.size();
        Instant now = clock.instant();
        if (now.isBefore(quietUntil)) {
            return;
        }
        TopicRecord.Replaced last = replaced.get(replaced.size() - 1);
        LOG.warn(
                "Two jobs write this topic: {} records of a replaced run were dropped, the last at {} of writer epoch {},"
                        + " where epoch {} counts. Nothing wrong is served. A few after a restart of the job are requests"
                        + " that came late; if they go on, a second job or a task manager that was given up still runs:"
                        + " find it and stop it",
                untold,
                last.at(),
                last.writerEpoch(),
                last.newest());
        untold = 0;
        quietUntil = now.plus(INTERVAL);
    }
}
