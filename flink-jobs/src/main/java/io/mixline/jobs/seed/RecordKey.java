package io.mixline.jobs.seed;

import org.apache.flink.api.java.functions.KeySelector;

/** The key of a record. A class, so that Flink can tell its type. */
public final class RecordKey implements KeySelector<SeedRecord, String> {

    @Override
    public String getKey(SeedRecord record) {
        return record.key();
    }
}
