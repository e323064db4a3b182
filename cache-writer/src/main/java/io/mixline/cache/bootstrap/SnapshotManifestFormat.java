package io.mixline.cache.bootstrap;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mixline.cache.CachedModel;
import io.mixline.cache.SnapshotFault;
import io.mixline.cache.TopicPosition;
import io.mixline.cache.rocksdb.RocksDbCheckpoint;
import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ModelFingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as JSON. Its first field is {@code checksum}, without blanks: the CRC32C of all bytes behind its comma, so that a
 * manifest that was cut or changed is known by its own bytes.
 */
final class SnapshotManifestFormat {

    private static final int VERSION = 1;
    private static final String VERSION_FIELD = "formatVersion";
    private static final String BEGINNING = "{\"checksum\":\"%s\",";
    private static final int COVERED_FROM = BEGINNING.formatted("01234567").length();
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private SnapshotManifestFormat() {}

    static byte[] encode(SnapshotManifest manifest) throws IOException {
        byte[] json = JSON.writeValueAsBytes(Json.of(manifest));
        byte[] bytes = new byte[COVERED_FROM + json.length - 1];
        System.arraycopy(json, 1, bytes, COVERED_FROM, json.length - 1);
        return withChecksum(bytes);
    }

    /** The same array, with the beginning that fits the rest of it. */
    static byte[] withChecksum(byte[] bytes) {
        System.arraycopy(beginning(bytes), 0, bytes, 0, COVERED_FROM);
        return bytes;
    }

    static SnapshotManifest decode(byte[] bytes) throws BadSnapshotException {
        if (bytes.length < COVERED_FROM || !Arrays.equals(beginning(bytes), Arrays.copyOf(bytes, COVERED_FROM))) {
            throw new BadSnapshotException(
                    SnapshotFault.MANIFEST,
                    "its manifest was cut or changed: " + bytes.length + " bytes, whose checksum does not fit");
        }
        try {
            JsonNode tree = JSON.readTree(bytes);
            check(
                    "manifest",
                    tree.path(VERSION_FIELD).asInt(),
                    tree.path(VERSION_FIELD).asInt() == VERSION);
            SnapshotManifest manifest = JSON.treeToValue(tree, Json.class).manifest();
            int cacheFormat = manifest.content().cacheFormat();
            check("cache", cacheFormat, RocksDbCheckpoint.isKnown(cacheFormat));
            return manifest;
        } catch (JacksonException | RuntimeException e) {
            throw new BadSnapshotException(
                    SnapshotFault.MANIFEST, "its manifest is not what a host writes: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BadSnapshotException(SnapshotFault.MANIFEST, "its manifest is no JSON", e);
        }
    }

    private static void check(String what, int found, boolean known) throws BadSnapshotException {
        if (!known) {
            throw new BadSnapshotException(
                    SnapshotFault.FORMAT,
                    "its " + what + " format is " + found
                            + ", which this release does not know; the release that wrote it" + " does");
        }
    }

    /** What a manifest with that rest begins with. */
    private static byte[] beginning(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, COVERED_FROM, bytes.length - COVERED_FROM);
        return BEGINNING
                .formatted(HexFormat.of().toHexDigits((int) crc.getValue()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private record Json(
            int formatVersion,
            String createdAt,
            String host,
            int cacheFormat,
            List<Position> positions,
            List<Model> models,
            List<File> files) {

        static Json of(SnapshotManifest manifest) {
            SnapshotManifest.Content content = manifest.content();
            return new Json(
                    VERSION,
                    manifest.origin().createdAt().toString(),
                    manifest.origin().host(),
                    content.cacheFormat(),
                    content.positions().entrySet().stream()
                            .map(position -> Position.of(position.getKey(), position.getValue()))
                            .sorted(Comparator.comparing(Position::topic).thenComparingInt(Position::partition))
                            .toList(),
                    content.models().stream().map(Model::of).toList(),
                    manifest.files().stream().map(File::of).toList());
        }

        SnapshotManifest manifest() {
            Objects.requireNonNull(host, "host");
            Map<TopicPartition, TopicPosition> byPartition = new HashMap<>();
            positions.forEach(position ->
                    byPartition.put(new TopicPartition(position.topic(), position.partition()), position.position()));
            return new SnapshotManifest(
                    new SnapshotManifest.Origin(Instant.parse(createdAt), host),
                    new SnapshotManifest.Content(
                            cacheFormat, models.stream().map(Model::model).toList(), byPartition),
                    files.stream().map(File::file).toList());
        }
    }

    private record Position(
            String topic,
            int partition,
            String clusterId,
            String topicId,
            @Nullable Integer leaderEpoch,
            long nextOffset,
            long writerEpoch) {

        static Position of(TopicPartition partition, TopicPosition position) {
            return new Position(
                    partition.topic(),
                    partition.partition(),
                    position.clusterId(),
                    position.topicId().toString(),
                    position.leaderEpoch().orElse(null),
                    position.nextOffset(),
                    position.writerEpoch());
        }

        TopicPosition position() {
            Objects.requireNonNull(topic, "topic");
            Objects.requireNonNull(clusterId, "clusterId");
            return new TopicPosition(
                    nextOffset, Optional.ofNullable(leaderEpoch), Uuid.fromString(topicId), clusterId, writerEpoch);
        }
    }

    private record Model(String space, String fingerprint, long live, long deleted) {

        static Model of(SnapshotManifest.Model model) {
            return new Model(
                    model.model().space().name(),
                    model.model().fingerprint().toString(),
                    model.items().live(),
                    model.items().deleted());
        }

        SnapshotManifest.Model model() {
            return new SnapshotManifest.Model(
                    new EmbeddingModel(new EmbeddingSpace(space), ModelFingerprint.fromHex(fingerprint)),
                    new CachedModel.ItemCount(live, deleted));
        }
    }

    private record File(String name, long bytes, String crc32c) {

        static File of(SnapshotFile file) {
            return new File(file.name(), file.bytes(), HexFormat.of().toHexDigits(file.crc32c()));
        }

        SnapshotFile file() {
            return new SnapshotFile(name, bytes, HexFormat.fromHexDigits(crc32c));
        }
    }
}
