package io.mixline.jobs;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;

/** Where a job under test keeps its state. */
public enum TestStateBackend {
    /** As the embedded run does. */
    HEAP("hashmap"),
    /** As production does, with incremental checkpoints. */
    ROCKSDB("rocksdb");

    private final String type;

    TestStateBackend(String type) {
        this.type = type;
    }

    public Configuration settings() {
        Configuration settings = new Configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, type);
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true); // the heap has none, and takes full ones
        return settings;
    }

    TestStateBackend other() {
        return this == HEAP ? ROCKSDB : HEAP;
    }
}
