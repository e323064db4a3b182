package io.mixline.client.grpc;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.client.protocol.MappedMemory;
import io.mixline.client.protocol.OpenedMemory;
import io.mixline.schemas.EmbeddingSpace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that this process shares with a host, each piece lent to one read at a time. No read waits for it: what is missing is
 * opened beside the read that missed it, whose tokens come through the socket. Thread-safe.
 */
final class SharedMemoryPool {

    /** A host that has none to give is not asked again so soon. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final long SMALLEST_BYTES = 1 << 20;
    private static final int MOST_FREE = 16;

    private static final Logger LOG = LoggerFactory.getLogger(SharedMemoryPool.class);

    private final long maxAnswerBytes;
    private final LongSupplier nanos;
    private final Map<EmbeddingSpace, Integer> rowBytes = new HashMap<>();
    private final Deque<MappedMemory> free = new ArrayDeque<>();
    private boolean opening;
    private long notBefore;

    /** @param maxAnswerBytes larger answers are not for it: the transport refuses them */
    SharedMemoryPool(long maxAnswerBytes, LongSupplier nanos) {
        this.maxAnswerBytes = maxAnswerBytes;
        this.nanos = nanos;
        this.notBefore = nanos.getAsLong();
    }

    /** For the tokens of one answer; empty where none is large enough, or how large it has to be is not known yet. */
    synchronized Optional<MappedMemory> lend(ReadRequest request) {
        long bytes = bytes(request);
        for (Iterator<MappedMemory> each = free.iterator(); bytes > 0 && each.hasNext(); ) {
            MappedMemory memory = each.next();
            if (memory.capacity() >= bytes) {
                each.remove();
                return Optional.of(memory);
            }
        }
        return Optional.empty();
    }

    /**
     * How much to open for such reads; empty while somebody else does, or the host is not to be asked. Each answer is
     * followed by {@link #opened} or {@link #failed}.
     */
    synchronized OptionalLong wanted(ReadRequest request) {
        long bytes = bytes(request);
        if (bytes == 0 || opening || notBefore - nanos.getAsLong() > 0) {
            return OptionalLong.empty();
        }
        opening = true;
        return OptionalLong.of(Math.max(SMALLEST_BYTES, Long.highestOneBit(2 * bytes - 1)));
    }

    void opened(OpenedMemory memory, long bytes) {
        try (FileChannel file = FileChannel.open(memory.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (file.size() < bytes) {
                throw new IOException(memory.file() + ": " + file.size() + " bytes (expected: " + bytes + ")");
            }
            add(new MappedMemory(memory.key(), file.map(FileChannel.MapMode.READ_ONLY, 0, bytes)));
        } catch (IOException e) {
            failed(e);
        }
    }

    synchronized void failed(Throwable reason) {
        opening = false;
        notBefore = nanos.getAsLong() + PAUSE.toNanos();
        LOG.info("Shares no memory with the host for now; tokens come through the socket: {}", reason.toString());
    }

    /** After a read that was answered. One that failed does not give back: its host may still be writing. */
    synchronized void giveBack(Optional<MappedMemory> lent, EmbeddingBatch answer) {
        rowBytes.put(answer.model().space(), answer.itemShape().bytes());
        if (lent.isPresent()) {
            MappedMemory memory = lent.get();
            boolean known =
                    memory.wasWritten() || memory.capacity() < answer.tokens().remaining();
            if (known && free.size() < MOST_FREE) {
                free.push(memory);
            }
        }
    }

    private synchronized void add(MappedMemory memory) {
        opening = false;
        if (free.size() == MOST_FREE) {
            free.removeLast();
        }
        free.push(memory);
    }

    /** Of the answer's tokens; 0 where that is not known, or more than is taken. */
    private long bytes(ReadRequest request) {
        long bytes = (long) rowBytes.getOrDefault(request.space(), 0)
                * request.itemIds().size();
        return bytes > maxAnswerBytes ? 0 : bytes;
    }
}
