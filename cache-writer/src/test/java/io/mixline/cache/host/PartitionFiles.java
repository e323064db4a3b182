package io.mixline.cache.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** A partition's files under a stopped broker, to lose what a broken disk or an old backup loses. */
final class PartitionFiles {

    private static final String ONLY_SEGMENT = "00000000000000000000.log";
    private static final int BATCH_HEADER_BYTES = Long.BYTES + Integer.BYTES;

    private PartitionFiles() {}

    /** Cuts the log, so that it ends at that offset. Each record was sent in a batch of its own. */
    static void cut(Path broker, TopicPartition partition, long endOffset) throws IOException {
        Path directory = broker.resolve(partition.toString());
        try (FileChannel log =
                FileChannel.open(directory.resolve(ONLY_SEGMENT), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            log.truncate(start(log, endOffset));
        }
        // The broker builds indexes anew and looks at the whole log, as after a crash.
        for (Path file : files(directory)) {
            if (file.toString().endsWith("index") || file.toString().endsWith(".snapshot")) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(broker.resolve(".kafka_cleanshutdown"));
        Files.deleteIfExists(broker.resolve("recovery-point-offset-checkpoint"));
    }

    private static long start(FileChannel log, long offset) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(BATCH_HEADER_BYTES);
        long at = 0;
        while (at < log.size()) {
            log.read(header.clear(), at);
            if (header.getLong(0) >= offset) {
                return at;
            }
            at += BATCH_HEADER_BYTES + header.getInt(Long.BYTES);
        }
        throw new IllegalArgumentException("offset: " + offset + " (expected: one that the log holds)");
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
