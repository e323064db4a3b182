package io.mixline.jobs.config;

import java.io.Serializable;
import java.time.Instant;
import java.time.InstantSource;

/** The time of a job; travels to the task managers. */
@FunctionalInterface
public interface JobClock extends InstantSource, Serializable {

    static JobClock system() {
        return Instant::now;
    }
}
