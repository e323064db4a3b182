package io.mixline.cli.demo;

import io.mixline.cli.demo.promise.WholeTopic;
import io.mixline.cli.embedded.EmbeddedMixline;
import io.mixline.cli.embedded.JobCounts;
import io.mixline.cli.terminal.Display;
import io.mixline.cli.terminal.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/** Waits until what was published has ended and is readable, and shows how far it is. */
final class Settling {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    /** No record takes that long: the job stands still. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedMixline mixline;
    private final DemoCache cache;
    private final DemoStream stream;
    private final Display display;
    private final InstantSource clock;
    private long settled;

    Settling(EmbeddedMixline mixline, DemoCache cache, DemoStream stream, Display display, InstantSource clock) {
        this.mixline = mixline;
        this.cache = cache;
        this.stream = stream;
        this.display = display;
        this.clock = clock;
    }

    /** Returns what the job has counted up to then. */
    JobCounts await() {
        stream.flush();
        Instant start = clock.instant();
        Instant lastMove = start;
        JobCounts counts = mixline.job().counts();
        while (!isSettled(counts)) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            cache.comeBackIfCrashed();
            JobCounts now = mixline.job().counts();
            if (now.allEnded() != counts.allEnded() || now.input() != counts.input()) {
                lastMove = clock.instant();
            } else if (Duration.between(lastMove, clock.instant()).compareTo(PATIENCE) > 0) {
                throw new DemoStalledException(now, stream.expected().records());
            }
            counts = now;
            show(counts, start);
        }
        settled = counts.allEnded();
        cache.awaitReadable(new WholeTopic(mixline.kafkaSettings()).ends(mixline.embeddingsTopic()));
        return counts;
    }

    private void show(JobCounts counts, Instant start) {
        long total = Math.max(1, stream.expected().records() + counts.returnedMarks() - settled);
        long done = Math.min(total, counts.allEnded() - settled);
        display.progress(new Progress("records", done, total, Duration.between(start, clock.instant())));
    }

    private boolean isSettled(JobCounts counts) {
        long published = stream.expected().records() + counts.returnedMarks();
        return counts.input() >= published && counts.allEnded() + counts.held() >= counts.input() && counts.held() == 0;
    }
}
