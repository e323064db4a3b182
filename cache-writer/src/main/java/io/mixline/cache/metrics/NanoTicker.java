package io.mixline.cache.metrics;

/** Nanoseconds that pass, from an arbitrary origin. */
@FunctionalInterface
public interface NanoTicker {

    NanoTicker SYSTEM = System::nanoTime;

    long nanos();
}
