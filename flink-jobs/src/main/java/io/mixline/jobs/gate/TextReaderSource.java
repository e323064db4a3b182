package io.mixline.jobs.gate;

import java.io.Serializable;

/** Opens a {@link TextReader} on a task manager. */
@FunctionalInterface
public interface TextReaderSource extends Serializable {

    TextReader open();
}
