package io.mixline.cache.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.CacheException;
import io.mixline.cache.SnapshotFault;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.files.DurableFiles;
import io.mixline.cache.rocksdb.RocksDbEmbeddingCache;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.Uuid;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

    @TempDir
    private Path directory;

    private Path cacheA;
    private Path cacheB;
    private SnapshotFixture fixture;

    @BeforeEach
    void makeDirectories() throws IOException {
        fixture = new SnapshotFixture(directory.resolve("snapshots"));
        cacheA = directory.resolve("a");
        cacheB = directory.resolve("b");
    }

    @Test
    void a_restored_cache_equals_the_one_that_the_snapshot_was_taken_of() throws IOException {
        PublishedSnapshot taken = fixture.take(cacheA, 3_000);

        assertThat(fixture.restore(cacheB)).contains(taken);

        SnapshotFixture.assertCache(cacheB, 3_000);
        assertThat(taken.manifest().content().positions()).containsEntry(Script.PARTITION, Script.position(3_000));
        assertThat(DurableFiles.list(cacheA)).noneMatch(Files::isDirectory);
        assertThat(DurableFiles.list(cacheB)).noneMatch(Files::isDirectory);
        assertThat(fixture.taken).isEqualTo(1);
        assertThat(fixture.skipped).isEmpty();
    }

    @Test
    void what_is_applied_after_the_checkpoint_is_not_in_the_positions_of_the_snapshot() throws IOException {
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(cacheA)) {
            Script.apply(cache, 0, 1_000);
            CheckpointSource moving = into -> {
                cache.checkpoint(into);
                Script.apply(cache, 1_000, 2_000);
            };

            PublishedSnapshot taken = fixture.taker(moving, cacheA).take().orElseThrow();

            assertThat(position(taken)).isEqualTo(1_000);
        }
        fixture.assertRestores(cacheB, 1_000);
        assertThat(fixture.skipped).isEmpty();
    }

    @Test
    void a_restored_cache_goes_on_like_any_other() throws IOException {
        fixture.take(cacheA, 1_000);
        fixture.restore(cacheB);

        fixture.take(cacheB, 2_500);

        fixture.assertRestores(directory.resolve("c"), 2_500);
    }

    @Test
    void a_host_that_has_a_cache_keeps_it() throws IOException {
        fixture.take(cacheB, 500);
        fixture.take(cacheA, 1_000);

        assertThat(fixture.restore(cacheB)).isEmpty();

        SnapshotFixture.assertCache(cacheB, 500);
    }

    @Test
    void snapshots_of_other_topics_are_not_restored_and_none_is_no_fault() throws IOException {
        fixture.take(cacheA, 1_000);

        assertThat(Bootstrap.prepare(cacheB, fixture.settings(), Set.of("item-embeddings-v2"), fixture))
                .isEmpty();
        assertThat(Bootstrap.prepare(cacheB, SnapshotSettings.none(), SnapshotFixture.TOPICS, fixture))
                .isEmpty();

        SnapshotFixture.assertCache(cacheB, 0);
        assertThat(fixture.skipped).isEmpty();
    }

    @Test
    void an_empty_cache_is_no_snapshot() throws IOException {
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(cacheA)) {
            assertThat(fixture.taker(cache::checkpoint, cacheA).take()).isEmpty();
        }

        assertThat(fixture.names()).isEmpty();
        assertThat(fixture.failed).isZero();
    }

    @Test
    void of_two_hosts_the_further_one_is_restored_whatever_their_clocks_say() throws IOException {
        PublishedSnapshot further = fixture.take(cacheA, 2_000);
        fixture.now = fixture.now.plusSeconds(86_400);
        fixture.take(cacheB, 1_000);

        assertThat(fixture.restore(directory.resolve("c"))).contains(further);
    }

    @Test
    void a_topic_that_was_made_again_counts_from_its_first_snapshot_on() throws IOException {
        fixture.take(cacheA, 2_000);
        fixture.now = fixture.now.plusSeconds(1);
        PublishedSnapshot ofNewTopic;
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(cacheB)) {
            Script.apply(cache, 0, 10, new TopicPosition(10, Optional.of(0), new Uuid(5, 5), "cluster", 1));
            fixture.kept = 1;
            ofNewTopic = fixture.taker(cache::checkpoint, cacheB).take().orElseThrow();
        }

        assertThat(fixture.names()).containsExactly(name(ofNewTopic));
        assertThat(fixture.restore(directory.resolve("c"))).contains(ofNewTopic);
    }

    @Test
    void those_that_others_have_overtaken_are_removed_whoever_took_them() throws IOException {
        fixture.kept = 2;
        fixture.take(cacheA, 100);
        PublishedSnapshot second = fixture.take(cacheB, 200);
        PublishedSnapshot third = fixture.take(cacheA, 300);
        assertThat(fixture.names()).containsExactly(name(second), name(third));

        fixture.take(directory.resolve("late"), 50); // its own, and behind: nobody needs it

        assertThat(fixture.names()).containsExactly(name(second), name(third));
    }

    @Test
    void what_is_not_whole_neither_counts_nor_goes() throws IOException {
        fixture.kept = 1;
        PublishedSnapshot first = fixture.take(cacheA, 100);
        Path broken = directory.resolve("snapshots/snapshot-20991231T000000.000Z-x-00000000");
        Files.createDirectory(broken);
        Files.delete(first.directory().resolve("CURRENT"));

        PublishedSnapshot second = fixture.take(cacheA, 200);

        assertThat(fixture.names())
                .containsExactly(name(first), name(second), broken.getFileName().toString());
    }

    @Test
    void a_snapshot_that_fails_leaves_nothing_and_the_next_one_is_taken() throws IOException {
        try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(cacheA)) {
            Script.apply(cache, 0, 1_000);
            CheckpointSource broken = into -> {
                cache.checkpoint(into);
                makeDirectory(into.resolve("zzz")); // cannot be copied
            };

            assertThatThrownBy(() -> fixture.taker(broken, cacheA).take()).isInstanceOf(IOException.class);

            assertThat(fixture.names()).isEmpty();
            assertThat(fixture.failed).isEqualTo(1);
            assertThat(DurableFiles.list(cacheA)).noneMatch(Files::isDirectory);
            Script.assertHoldsWhatItsPositionSays(cache);
        }
        fixture.take(cacheA, 1_100);
        fixture.assertRestores(cacheB, 1_100);
    }

    @Test
    void a_snapshot_directory_that_is_not_there_is_not_made() throws IOException {
        Files.delete(fixture.snapshots);

        assertThatThrownBy(() -> fixture.take(cacheA, 100)).isInstanceOf(IOException.class);
        fixture.restore(cacheB);

        assertThat(fixture.snapshots).doesNotExist();
        SnapshotFixture.assertCache(cacheB, 0);
    }

    @Test
    void a_snapshot_directory_that_is_not_there_is_told_once_at_the_start_and_when_it_goes() throws IOException {
        Files.delete(fixture.snapshots);
        CompletableFuture<Void> ready = new CompletableFuture<>();
        try (LoggedMessages log = LoggedMessages.record()) {
            fixture.restore(cacheB);
            assertThat(fixture.skipped).containsExactly(SnapshotFault.UNREADABLE);
            try (RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(cacheB);
                    SnapshotSchedule schedule = fixture.schedule(cache::checkpoint, cacheB)) {
                schedule.start(ready, () -> true);
                schedule.take().join(); // behind the first look; of an empty cache nothing is taken

                assertThat(log.of(Level.ERROR, fixture.snapshots))
                        .singleElement()
                        .asString()
                        .contains("is not there", "cache.snapshot-directory");

                Files.createDirectory(fixture.snapshots);
                ready.complete(null);
                schedule.take().join();
                assertThat(log.of(Level.INFO, fixture.snapshots)).anyMatch(message -> message.contains("is there now"));
            }
        }
    }

    @Test
    void a_snapshot_directory_that_goes_while_the_host_runs_is_told() throws IOException {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        try (LoggedMessages log = LoggedMessages.record();
                RocksDbEmbeddingCache cache = RocksDbEmbeddingCache.open(cacheA);
                SnapshotSchedule schedule = fixture.schedule(cache::checkpoint, cacheA)) {
            schedule.start(ready, () -> true);
            schedule.take().join();
            assertThat(log.of(Level.ERROR, fixture.snapshots)).isEmpty();

            Files.delete(fixture.snapshots);
            ready.complete(null);
            schedule.take().join();

            assertThat(log.of(Level.ERROR, fixture.snapshots))
                    .singleElement()
                    .asString()
                    .contains("is gone");
        }
    }

    @Test
    void left_overs_of_a_killed_host_are_removed_and_those_of_others_wait_a_day() throws IOException {
        PublishedSnapshot whole = fixture.take(cacheA, 100);
        String own = "snapshot-20261122T110000.000Z-" + HostName.of(cacheA) + ".partial";
        String other = "snapshot-20261122T110000.000Z-other-00000000.partial";
        String removed = "snapshot-20261122T110000.000Z-other-00000001.removed";
        for (String name : Set.of(own, other, removed)) {
            Files.writeString(
                    Files.createDirectory(fixture.snapshots.resolve(name)).resolve("x"), "x");
        }
        SnapshotTaker taker = fixture.taker(into -> {}, cacheA);

        fixture.now =
                Files.getLastModifiedTime(fixture.snapshots.resolve(other)).toInstant();
        taker.removeLeftOvers();
        assertThat(fixture.names()).containsExactlyInAnyOrder(name(whole), other);

        fixture.now = fixture.now.plusSeconds(2 * 86_400);
        taker.removeLeftOvers();
        assertThat(fixture.names()).containsExactly(name(whole));
    }

    @Test
    void a_restore_that_was_killed_while_it_copied_begins_anew() throws IOException {
        fixture.take(cacheA, 1_000);
        Path half = Files.createDirectories(cacheB.resolve("restoring"));
        Files.writeString(half.resolve("000099.log"), "half");

        fixture.assertRestores(cacheB, 1_000);

        assertThat(half).doesNotExist();
        assertThat(cacheB.resolve("000099.log")).doesNotExist();
    }

    @Test
    void a_restore_that_was_killed_while_it_moved_files_is_finished_by_whoever_opens_the_cache() throws IOException {
        PublishedSnapshot taken = fixture.take(cacheA, 1_000);
        int files = taken.manifest().files().size();
        for (int moved = 0; moved <= files; moved++) {
            Path cache = directory.resolve("moved-" + moved);
            Path waiting = Files.createDirectories(cache.resolve("restored"));
            for (int file = 0; file < files; file++) {
                String name = taken.manifest().files().get(file).name();
                boolean isMoved = !name.equals("CURRENT") && file < moved;
                Files.copy(taken.directory().resolve(name), (isMoved ? cache : waiting).resolve(name));
            }

            SnapshotFixture.assertCache(cache, 1_000);

            assertThat(waiting).doesNotExist();
        }
    }

    @Test
    void two_hosts_do_not_restore_into_one_directory() throws IOException {
        Files.createDirectories(cacheB);
        try (FileChannel file = FileChannel.open(
                        cacheB.resolve("bootstrap.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertThat(lock.isValid()).isTrue();

            assertThatThrownBy(() -> fixture.restore(cacheB))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("one host, one directory");
        }
    }

    private static long position(PublishedSnapshot snapshot) {
        return Objects.requireNonNull(snapshot.manifest().content().positions().get(Script.PARTITION))
                .nextOffset();
    }

    private static String name(PublishedSnapshot snapshot) {
        return snapshot.directory().getFileName().toString();
    }

    private static void makeDirectory(Path path) {
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
