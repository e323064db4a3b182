package io.mixline.cache.server;

import io.mixline.client.HostDescription;

/** The host that a server speaks for. Thread-safe. */
public interface DescribedHost {

    /** What it holds, and how far it is. */
    HostDescription describe();

    /** Whether its reads are up to date: what health checks are told. */
    boolean isReady();
}
