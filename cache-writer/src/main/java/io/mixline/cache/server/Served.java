package io.mixline.cache.server;

/** What a call is served with: threads that all share, what its answer takes of the bound, and who counts. */
record Served(ReadThreads threads, UnsentBytes.Share unsent, CallMeter meter) {}
