package io.mixline.cli.demo;

import io.mixline.cli.embedded.JobCounts;

/** Records came in and never ended. */
final class DemoStalledException extends RuntimeException {

    DemoStalledException(JobCounts counts, long published) {
        super("the job stands still: " + published + " records published, " + counts.input() + " came in, "
                + counts.allEnded() + " ended, " + counts.held() + " held");
    }
}
