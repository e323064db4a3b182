package io.mixline.cache.bootstrap;

import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where snapshots are, and how they are taken.
 *
 * @param directory of the snapshots; empty for none, neither taken nor restored
 * @param interval between two; empty for on demand only
 * @param kept how many of the furthest stay
 * @param rate bytes a second that a snapshot is copied with, at most; 0 for no bound
 */
public record SnapshotSettings(Optional<Path> directory, Optional<Duration> interval, int kept, ByteSize rate) {

    private static final Setting<Optional<String>> DIRECTORY = Setting.text("cache.snapshot-directory")
            .optional()
            .describedAs(
                    "Where snapshots of the cache are, for a host without a cache to start from. Absent: none are taken"
                            + " and none restored. Hosts of the same topics and the same Kafka cluster may share it; it is not made"
                            + " where it is absent, and its file system has to rename directories in one step.");

    private static final Setting<Optional<Duration>> INTERVAL = Setting.duration(
                    "cache.snapshot-interval", Duration.ofSeconds(1), Duration.ofDays(365))
            .optional()
            .describedAs(
                    "A snapshot is taken when the newest one of these topics in the directory, whichever host took it, is"
                            + " older. Shorter leaves a new host less to read; each snapshot copies the whole cache. Absent: only"
                            + " on demand, with POST /snapshot from the same machine.");

    private static final Setting<Integer> KEPT = Setting.integer("cache.snapshots-kept", 1, 1_000)
            .orElse(2)
            .describedAs(
                    "How many snapshots stay, of all hosts that share the directory; those behind them are removed."
                            + " With 1 a damaged one leaves none.");

    private static final Setting<ByteSize> RATE = Setting.byteSize("cache.snapshot-rate")
            .orElse(ByteSize.parse("128 MiB"))
            .describedAs(
                    "How much of the cache is copied a second while a snapshot is taken, so that reads keep their share"
                            + " of the disk. 0 B for no bound.");

    /** All of them. */
    public static final List<Setting<?>> DECLARED = List.of(DIRECTORY, INTERVAL, KEPT, RATE);

    /** Of what was configured. */
    public static SnapshotSettings of(Settings settings) {
        return new SnapshotSettings(
                settings.get(DIRECTORY).map(Path::of), settings.get(INTERVAL), settings.get(KEPT), settings.get(RATE));
    }

    /** Neither taken nor restored. */
    public static SnapshotSettings none() {
        return new SnapshotSettings(Optional.empty(), Optional.empty(), 1, new ByteSize(0));
    }
}
