package io.mixline.jobs.seed;

import org.apache.flink.api.common.functions.ReduceFunction;
import org.jspecify.annotations.Nullable;

/** What two records of a key come to, in any order: the item that stands behind the other, and the newer epoch. */
public final class LastRecord implements ReduceFunction<SeedRecord> {

    @Override
    public SeedRecord reduce(SeedRecord one, SeedRecord other) {
        return new SeedRecord(
                one.key(),
                Math.max(one.writerEpoch(), other.writerEpoch()),
                last(one.item(), other.item()),
                Math.max(one.replacedAt(), other.replacedAt()));
    }

    private static @Nullable SeededItem last(@Nullable SeededItem one, @Nullable SeededItem other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.offset() > other.offset() ? one : other;
    }
}
