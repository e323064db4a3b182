package io.mixline.client.protocol;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.RecvByteBufAllocator;

/** The memory that messages pass through on their way over a socket, sized for answers of half a megabyte and more. */
public final class TransportBuffers {

    // gRPC's own pool has chunks of 2 MiB. An answer takes a quarter of one, and a chunk that was used that much is
    // given back to the system once it is empty: each call then pays for fresh pages. See docs/decisions/0067.
    private static final int PAGE_BYTES = 8 * 1024;
    private static final int CHUNK_PAGES_LOG2 = 11;
    private static final int MOST_ARENAS = 4;
    private static final int SMALL_CACHED = 256;
    private static final int NORMAL_CACHED = 64;

    private static final int FIRST_RECEIVE = 64 * 1024;
    private static final int LARGEST_RECEIVE = 1024 * 1024;

    /** One pool for all connections of this process. */
    public static final ByteBufAllocator POOL = new PooledByteBufAllocator(
            true,
            1,
            Math.min(MOST_ARENAS, Runtime.getRuntime().availableProcessors()),
            PAGE_BYTES,
            CHUNK_PAGES_LOG2,
            SMALL_CACHED,
            NORMAL_CACHED,
            true);

    private TransportBuffers() {}

    /** For a side that receives answers: a large one comes in few pieces. */
    public static RecvByteBufAllocator receivingAnswers() {
        return new AdaptiveRecvByteBufAllocator(FIRST_RECEIVE, FIRST_RECEIVE, LARGEST_RECEIVE);
    }
}
