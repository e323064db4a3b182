package io.mixline.jobs.writer;

import java.util.List;

/** The job must not run, and no restart would help. */
public final class StartRefusedException extends RuntimeException {

    /** What to do where no state fits the topic. */
    public static final String SEED = "build the state out of the topic with `mixline job seed`, and start from that";

    public StartRefusedException(List<String> problems) {
        super(String.join("; ", problems));
    }
}
