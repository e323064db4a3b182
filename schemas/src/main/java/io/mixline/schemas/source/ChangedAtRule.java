package io.mixline.schemas.source;

import org.jspecify.annotations.Nullable;

/**
 * Where a record says when its item was changed.
 *
 * @param paths null for the record's Kafka timestamp
 * @param unit where the field does not say it by its logical type; else null
 */
public record ChangedAtRule(
        @Nullable SourcePaths paths, @Nullable EpochUnit unit) {

    static final ChangedAtRule KAFKA_TIMESTAMP = new ChangedAtRule(null, null);
}
