package io.mixline.cache.rocksdb;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.reencoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.cache.CacheException;
import io.mixline.cache.CachedModel;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.TopicPosition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.Uuid;

/** Whatever bytes are found on disk, they are read or refused with a cache's own words. */
class DamagedBytesTest {

    private static final List<byte[]> WRITTEN = List.of(
            ItemMetadataFormat.encode(ItemMetadata.of(reencoded("a", 6, 2))),
            CachedModelFormat.value(
                    new CachedModel(MODEL, SHAPE, 7, new CachedModel.ItemCount(5, 2), Set.of(TOPIC, "another"))),
            TopicPositionFormat.value(new TopicPosition(258, Optional.of(4), new Uuid(1, 2), "cluster", 7)));

    @Property(tries = 3_000)
    void any_bytes_are_read_or_refused(@ForAll("bytes") byte[] bytes) {
        readOrRefused(bytes, ItemMetadataFormat::decode);
        readOrRefused(bytes, TopicPositionFormat::position);
        readOrRefused(bytes, TopicPositionFormat::partition);
        readOrRefused(bytes, value -> CachedModelFormat.decode(new byte[16], value));
        readOrRefused(bytes, key -> CachedModelFormat.decode(key, WRITTEN.get(1)));
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> random =
                Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(200);
        Arbitrary<byte[]> cut = Combinators.combine(
                        Arbitraries.of(WRITTEN), Arbitraries.integers().between(0, 100))
                .as((written, length) -> Arrays.copyOf(written, length));
        Arbitrary<byte[]> changed = Combinators.combine(
                        Arbitraries.of(WRITTEN), Arbitraries.integers().between(0, 100), Arbitraries.bytes())
                .as((written, at, value) -> {
                    byte[] copy = written.clone();
                    copy[at % copy.length] = value;
                    return copy;
                });
        return Arbitraries.oneOf(random, cut, changed);
    }

    private static void readOrRefused(byte[] bytes, Consumer<byte[]> read) {
        try {
            read.accept(bytes);
        } catch (CacheException e) {
            assertThat(e.kind()).isEqualTo(CacheException.Kind.FATAL);
            assertThat(e).hasMessageContaining("expected: ");
        }
    }
}
