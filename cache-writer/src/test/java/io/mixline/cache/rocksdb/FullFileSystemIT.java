package io.mixline.cache.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mixline.cache.CacheException;
import io.mixline.cache.CacheSnapshot;
import io.mixline.cache.CacheWrite;
import io.mixline.cache.EmbeddingCache;
import io.mixline.cache.Embeddings;
import io.mixline.cache.Lookups;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB on a file system that really is full. Needs the right to mount one, in a name space of the process's own. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FullFileSystemIT {

    @TempDir
    private Path directory;

    @Test
    void a_cache_whose_disk_was_full_goes_on_in_the_same_process_once_there_is_room() throws Exception {
        assumeTrue(run("true") == 0, "no right to mount a file system");

        int status = run("exec \"$0\" \"$@\"");

        assertThat(status).as("the process's output is above").isZero();
    }

    private int run(String command) throws IOException, InterruptedException {
        return new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=64m tmpfs " + directory + " && " + command,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FillDisk.class.getName(),
                        directory.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    /** The process: fills its disk, sees that reads go on, makes room, and goes on from its positions. */
    static final class FillDisk {

        private static final TopicPartition PARTITION = new TopicPartition("item-embeddings-v1", 0);
        private static final EmbeddingShape SHAPE = new EmbeddingShape(16, 1024, EmbeddingDtype.FLOAT32);
        private static final int BALLAST_BYTES = 40 << 20;
        private static final int MORE = 100;

        private FillDisk() {}

        public static void main(String[] arguments) throws IOException {
            Path ballast = Path.of(arguments[0], "ballast");
            Path cacheDirectory = Path.of(arguments[0], "cache");
            Files.write(ballast, new byte[BALLAST_BYTES]);
            try (EmbeddingCache cache = RocksDbEmbeddingCache.open(cacheDirectory)) {
                long written = fill(cache);
                check(cache, written);
                Files.delete(ballast);
                for (long offset = written; offset < written + MORE; offset++) {
                    apply(cache, offset);
                }
                check(cache, written + MORE);
            }
            try (EmbeddingCache cache = RocksDbEmbeddingCache.open(cacheDirectory)) {
                check(cache, position(cache));
            }
        }

        private static long fill(EmbeddingCache cache) {
            for (long offset = 0; ; offset++) {
                try {
                    apply(cache, offset);
                } catch (CacheException e) {
                    assertThat(e.kind()).isEqualTo(CacheException.Kind.NO_SPACE);
                    return offset;
                }
            }
        }

        private static void apply(EmbeddingCache cache, long offset) {
            cache.apply(new CacheWrite(
                    Lookups.write(record(offset)).changes(),
                    Map.of(PARTITION, new TopicPosition(offset + 1, Optional.of(0), new Uuid(1, 1), "cluster", 0))));
        }

        private static ItemEmbedding record(long offset) {
            return Embeddings.put(Embeddings.MODEL, "item-" + offset % 60, ItemOrder.upsert(offset), SHAPE);
        }

        private static void check(EmbeddingCache cache, long position) {
            assertThat(position(cache)).isEqualTo(position);
            for (long offset = Math.max(0, position - 60); offset < position; offset++) {
                Lookups.assertHolds(cache, record(offset));
            }
        }

        private static long position(EmbeddingCache cache) {
            try (CacheSnapshot now = cache.snapshot()) {
                return Objects.requireNonNull(now.positions().get(PARTITION)).nextOffset();
            }
        }
    }
}
