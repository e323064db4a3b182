package io.mixline.jobs.config;

import java.io.Serializable;
import java.time.Duration;

/** How the job runs: how wide, how often it checkpoints, when it ends, how often it tries again. */
public record RunPolicy(Parallelism parallelism, Duration checkpointInterval, SourceEnd sourceEnd, RetryPolicy retries)
        implements Serializable {}
