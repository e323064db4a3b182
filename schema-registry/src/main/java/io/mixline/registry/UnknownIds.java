package io.mixline.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ids that the registry did not know, for a while: the latest of them. Thread-safe. */
final class UnknownIds {

    private static final int MAX_IDS = 10_000;
    /** With so many at once, somebody writes noise: then the registry must be spared. */
    private static final int MANY = 100;

    private final Duration ttl;
    private final Map<Integer, Instant> until = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Instant> eldest) {
            return size() > MAX_IDS;
        }
    };

    UnknownIds(Duration ttl) {
        this.ttl = ttl;
    }

    synchronized boolean contains(int id, Instant now) {
        @Nullable Instant end = until.get(id);
        return end != null && now.isBefore(end);
    }

    synchronized void add(int id, Instant now) {
        until.remove(id); // so that it becomes the latest
        until.put(id, now.plus(ttl));
    }

    /** Whether there are so many that asking for the next one should wait. */
    synchronized boolean areMany(Instant now) {
        // Entries are in the order of their ends.
        until.values().removeIf(end -> !now.isBefore(end));
        return until.size() >= MANY;
    }
}
