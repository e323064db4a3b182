package io.mixline.cache.server;

import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CachedModel;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.HostProgress;
import io.mixline.client.HostDescription;
import io.mixline.client.HostDescription.HeldModel;
import io.mixline.client.HostDescription.HeldPartition;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRefusedException.Reason;
import io.mixline.schemas.EmbeddingSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Describes a host by its cache and its progress. Thread-safe. */
public final class CacheDescription implements DescribedHost {

    private final String host;
    private final EmbeddingCache cache;
    private final HostProgress progress;

    /** @param host the name that it goes by */
    public CacheDescription(String host, EmbeddingCache cache, HostProgress progress) {
        this.host = host;
        this.cache = cache;
        this.progress = progress;
    }

    @Override
    public HostDescription describe() {
        try (CacheSnapshot snapshot = cache.snapshot()) {
            return new HostDescription(
                    host,
                    progress.isReady(),
                    progress.lag(),
                    progress.knownBehind(),
                    models(snapshot.models()),
                    partitions(snapshot));
        } catch (CacheException e) {
            if (e.kind() == CacheException.Kind.CLOSED) {
                throw new ReadRefusedException(Reason.CLOSED, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    @Override
    public boolean isReady() {
        return progress.isReady();
    }

    private static List<HeldModel> models(List<CachedModel> firstSeenFirst) {
        List<HeldModel> models = new ArrayList<>();
        Set<EmbeddingSpace> spaces = new HashSet<>();
        for (CachedModel held : firstSeenFirst) {
            models.add(new HeldModel(
                    held.model(),
                    Optional.ofNullable(held.shape()),
                    spaces.add(held.model().space()), // a request gets the first one
                    held.items().live(),
                    held.items().deleted(),
                    held.topics()));
        }
        return models;
    }

    private List<HeldPartition> partitions(CacheSnapshot snapshot) {
        List<HeldPartition> partitions = new ArrayList<>();
        snapshot.positions()
                .forEach((partition, position) -> partitions.add(new HeldPartition(
                        partition.topic(), partition.partition(), position.nextOffset(), List.of(host))));
        partitions.sort(Comparator.comparing(HeldPartition::topic).thenComparingInt(HeldPartition::partition));
        return partitions;
    }
}
