package io.mixline.jobs.config;

import java.io.Serializable;

/**
 * Subtasks of each step.
 *
 * @param max the most that state can ever be spread over; final from the first start on
 */
public record Parallelism(int now, int max) implements Serializable {

    public Parallelism {
        if (now < 1 || now > max) {
            throw new IllegalArgumentException("parallelism: " + now + " (expected: 1 to " + max + ")");
        }
    }
}
