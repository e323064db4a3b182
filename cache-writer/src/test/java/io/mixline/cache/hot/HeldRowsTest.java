package io.mixline.cache.hot;

import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.SPACE;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.tombstone;
import static io.mixline.cache.Lookups.write;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.HeapEmbeddingCache;
import io.mixline.cache.HostLag;
import io.mixline.cache.HostRead;
import io.mixline.cache.LocalEmbeddingReader;
import io.mixline.cache.SentRead;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadRequest;
import io.mixline.client.TokenMemory;
import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldRowsTest {

    /** Written so often, a tier of this size has used each of its slots again. */
    private static final int WRITES = 200;

    private static final long BYTES = 20L * (SHAPE.bytes() + 256);

    private HotTierEmbeddingCache cache;
    private LocalEmbeddingReader reader;

    @BeforeEach
    void open() {
        cache = new HotTierEmbeddingCache(new HeapEmbeddingCache(), BYTES);
        reader = new LocalEmbeddingReader(cache, HostLag.none());
        cache.apply(write(put("a", 1), put("b", 1)));
        var unused = reader.read(request("a", "b"));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void what_is_held_is_sent_as_it_was_found() {
        HostRead held = hold("a", "b");
        for (int version = 2; version < WRITES; version++) {
            cache.apply(write(put("a", version)));
            var unused = reader.read(request("a"));
        }
        cache.apply(write(tombstone("b", 2)));

        assertHolds(SentRead.of(held), put("a", 1), put("b", 1));
        var again = reader.read(request("a"));
        assertHolds(again, put("a", WRITES - 1));
        assertHolds(SentRead.of(hold("a")), put("a", WRITES - 1));
    }

    @Test
    void what_is_held_again_and_again_does_not_keep_the_tier_from_rows() {
        HostRead held = hold("a");
        for (int version = 2; version < WRITES; version++) {
            cache.apply(write(put("a", version)));
            HostRead next = hold("a");
            held.close();
            held = next;
        }

        assertHolds(SentRead.of(held), put("a", WRITES - 1));
    }

    @Test
    void a_read_that_is_refused_its_memory_holds_nothing() {
        TokenMemory none = bytes -> {
            throw new IllegalStateException("no memory");
        };
        assertThatThrownBy(() -> reader.holdFromMemory(request("a"), none)).hasMessage("no memory");

        assertThatNothingIsHeld();
    }

    @Test
    void a_read_of_much_that_is_not_here_holds_nothing() {
        List<ItemId> ids =
                IntStream.range(0, 100).mapToObj(item -> new ItemId("x" + item)).toList();
        assertThat(reader.holdFromMemory(ReadRequest.current(SPACE, ids), TokenMemory.FRESH))
                .isEmpty();
        assertThat(reader.holdFromMemory(request("a", "x"), TokenMemory.FRESH)).isEmpty();

        assertThatNothingIsHeld();
    }

    @Test
    void what_is_closed_twice_is_let_go_once() {
        HostRead first = hold("a");
        HostRead second = hold("a");
        first.close();
        first.close();
        for (int version = 2; version < WRITES; version++) {
            cache.apply(write(put("a", version)));
            var unused = reader.read(request("a"));
        }

        assertHolds(SentRead.of(second), put("a", 1));
    }

    private void assertThatNothingIsHeld() {
        for (int version = 2; version < WRITES; version++) {
            cache.apply(write(put("a", version)));
        }
        assertHolds(SentRead.of(hold("a")), put("a", WRITES - 1));
    }

    private HostRead hold(String... ids) {
        return reader.holdFromMemory(request(ids), TokenMemory.FRESH).orElseThrow();
    }

    private static ReadRequest request(String... ids) {
        return ReadRequest.current(SPACE, List.of(ids).stream().map(ItemId::new).toList());
    }

    private static void assertHolds(EmbeddingBatch sent, ItemEmbedding... embeddings) {
        for (int item = 0; item < embeddings.length; item++) {
            byte[] row = new byte[SHAPE.bytes()];
            sent.tokens(item).get(row);
            assertThat(sent.rows().version(item))
                    .isEqualTo(embeddings[item].order().version().value());
            assertThat(row)
                    .isEqualTo(requireNonNull(embeddings[item].text()).tokens().bytes());
        }
    }
}
