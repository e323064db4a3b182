package io.mixline.registry;

import java.time.Duration;

/** Waits between requests. */
@FunctionalInterface
interface Pause {

    void sleep(Duration time) throws InterruptedException;
}
