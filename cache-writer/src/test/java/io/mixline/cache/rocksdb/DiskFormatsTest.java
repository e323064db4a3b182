package io.mixline.cache.rocksdb;

import static io.mixline.cache.Embeddings.MODEL;
import static io.mixline.cache.Embeddings.SHAPE;
import static io.mixline.cache.Embeddings.TOPIC;
import static io.mixline.cache.Embeddings.changedAt;
import static io.mixline.cache.Embeddings.put;
import static io.mixline.cache.Embeddings.reencoded;
import static io.mixline.cache.Embeddings.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.CacheException;
import io.mixline.cache.CachedModel;
import io.mixline.cache.ItemMetadata;
import io.mixline.cache.TopicPosition;
import io.mixline.schemas.Lane;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bytes on disk, as they were released: a cache of today must open in every later release. */
class DiskFormatsTest {

    private static final String CHANGED_AND_ENCODED = "0000019b7ca98f2e" + "0000019b7ca98f42";

    @Test
    void metadata_of_a_live_item() {
        assertBytes(
                ItemMetadata.of(reencoded("a", 6, 2)),
                "01" + "00" + "00" + "03" // version, UPSERT, LIVE, truncated and short text
                        + "0000000000000006" + "0000000000000002" + "0000000000000003" // version, reencode, epoch
                        + CHANGED_AND_ENCODED
                        + "0000000000000006" + "0000000000000002" // text fingerprint
                        + "00000006" // text tokens
                        + "73686f72742074657874206f662076657273696f6e2036");
    }

    @Test
    void metadata_of_a_deleted_item() {
        assertBytes(
                ItemMetadata.of(changedAt(tombstone("a", 6), Lane.BACKFILL, Instant.parse("2026-01-02T03:04:05.678Z"))),
                "01" + "01" + "01" + "00" // version, DELETE, BACKFILL, no flags
                        + "0000000000000006" + "0000000000000000" + "0000000000000003"
                        + CHANGED_AND_ENCODED);
    }

    @Test
    void metadata_without_a_short_text_is_not_that_of_an_empty_one() {
        ItemMetadata none = withShortText(null);
        ItemMetadata empty = withShortText("");

        assertThat(ItemMetadataFormat.decode(ItemMetadataFormat.encode(none))).isEqualTo(none);
        assertThat(ItemMetadataFormat.decode(ItemMetadataFormat.encode(empty))).isEqualTo(empty);
    }

    @Test
    void a_model() {
        CachedModel model = new CachedModel(MODEL, SHAPE, 7, new CachedModel.ItemCount(5, 2), Set.of(TOPIC));

        assertThat(HexFormat.of().formatHex(CachedModelFormat.key(model)))
                .isEqualTo("00000000000000000000000000000001");
        assertThat(HexFormat.of().formatHex(CachedModelFormat.value(model)))
                .isEqualTo("02" + "02" + "00000004" + "00000008" // version, FLOAT32, shape
                        + "0000000000000007" + "0000000000000005" + "0000000000000002"
                        + "00000001" + "00000012" + "6974656d2d656d62656464696e67732d7631"
                        + "00000007" + "73706163652d31");
        assertThat(CachedModelFormat.decode(CachedModelFormat.key(model), CachedModelFormat.value(model)))
                .isEqualTo(model);
    }

    @Test
    void a_model_of_tombstones_only() {
        CachedModel model = new CachedModel(MODEL, null, 1, new CachedModel.ItemCount(0, 2), Set.of(TOPIC));

        assertThat(CachedModelFormat.decode(CachedModelFormat.key(model), CachedModelFormat.value(model)))
                .isEqualTo(model);
    }

    @Test
    void a_model_of_version_1_may_have_items_from_any_topic() {
        byte[] value = HexFormat.of()
                .parseHex("01" + "02" + "00000004" + "00000008" + "0000000000000007" + "0000000000000005"
                        + "0000000000000002" + "73706163652d31");

        assertThat(CachedModelFormat.decode(MODEL.fingerprint().hash().toBytes(), value))
                .isEqualTo(new CachedModel(MODEL, SHAPE, 7, new CachedModel.ItemCount(5, 2), Set.of()));
    }

    @Test
    void a_position() {
        TopicPartition partition = new TopicPartition("topic", 3);
        TopicPosition position = new TopicPosition(258, Optional.of(4), new Uuid(1, 2), "cluster", 7);

        assertThat(HexFormat.of().formatHex(TopicPositionFormat.key(partition))).isEqualTo("746f70696300000003");
        assertThat(HexFormat.of().formatHex(TopicPositionFormat.value(position)))
                .isEqualTo("02" + "01" + "00000004" + "0000000000000102" + "0000000000000001" + "0000000000000002"
                        + "0000000000000007" + "636c7573746572");
        assertThat(TopicPositionFormat.partition(TopicPositionFormat.key(partition)))
                .isEqualTo(partition);
        assertThat(TopicPositionFormat.position(TopicPositionFormat.value(position)))
                .isEqualTo(position);
    }

    @Test
    void a_position_of_version_1_has_seen_no_writer() {
        assertThat(TopicPositionFormat.position(HexFormat.of()
                        .parseHex("01" + "01" + "00000004" + "0000000000000102" + "0000000000000001"
                                + "0000000000000002" + "636c7573746572")))
                .isEqualTo(new TopicPosition(258, Optional.of(4), new Uuid(1, 2), "cluster", 0));
    }

    @Test
    void a_position_of_a_later_version_is_refused() {
        byte[] later = TopicPositionFormat.value(new TopicPosition(0, Optional.empty(), Uuid.ZERO_UUID, "", 0));
        later[0] = 3;

        assertThatThrownBy(() -> TopicPositionFormat.position(later))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("position format: 3 (expected: 2)");
    }

    @Test
    void a_position_without_a_leader_epoch() {
        TopicPosition position = new TopicPosition(0, Optional.empty(), Uuid.ZERO_UUID, "", 0);

        assertThat(TopicPositionFormat.position(TopicPositionFormat.value(position)))
                .isEqualTo(position);
    }

    @Test
    void a_later_version_is_refused_and_not_guessed_at() {
        byte[] later = ItemMetadataFormat.encode(ItemMetadata.of(put("a", 1)));
        later[0] = 2;

        assertThatThrownBy(() -> ItemMetadataFormat.decode(later))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("metadata format: 2 (expected: 1)");
    }

    private static void assertBytes(ItemMetadata metadata, String hex) {
        assertThat(HexFormat.of().formatHex(ItemMetadataFormat.encode(metadata)))
                .isEqualTo(hex);
        assertThat(ItemMetadataFormat.decode(HexFormat.of().parseHex(hex))).isEqualTo(metadata);
    }

    private static ItemMetadata withShortText(@Nullable String shortText) {
        ItemMetadata metadata = ItemMetadata.of(put("a", 1));
        ItemMetadata.Text text = Objects.requireNonNull(metadata.text());
        return new ItemMetadata(
                metadata.order(),
                metadata.origin(),
                new ItemMetadata.Text(text.fingerprint(), shortText, text.textTokens(), text.truncated()));
    }
}
