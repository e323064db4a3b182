package io.mixline.client.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.client.StalenessRule;
import io.mixline.protocol.v1.Extra;
import io.mixline.protocol.v1.GetEmbeddingsRequest;
import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.ModelFingerprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Requests on the wire. What a host takes apart is checked strictly: it says which part is wrong, and why. */
public final class ReadRequestCodec {

    private static final long NO_VERSION = -1;

    private ReadRequestCodec() {}

    public static byte[] encode(ReadRequest request, Optional<Hash128> sharedMemoryKey) {
        GetEmbeddingsRequest.Builder message = GetEmbeddingsRequest.newBuilder()
                .setEmbeddingSpace(request.space().name());
        for (ModelFingerprint accepted : request.accepted()) {
            message.addAcceptedFingerprints(WireShape.encode(accepted));
        }
        for (ItemId id : request.itemIds()) {
            message.addItemIds(ByteString.copyFromUtf8(id.value()));
        }
        if (request.wants(ReadExtra.SHORT_TEXTS)) {
            message.addExtras(Extra.SHORT_TEXTS);
        }
        encode(request.staleness(), request.itemIds(), message);
        sharedMemoryKey.ifPresent(key -> message.setSharedMemoryKey(ByteString.copyFrom(key.toBytes())));
        return message.build().toByteArray();
    }

    private static void encode(StalenessRule rule, List<ItemId> ids, GetEmbeddingsRequest.Builder message) {
        if (!rule.minVersions().isEmpty()) {
            for (ItemId id : ids) {
                ItemVersion wanted = rule.minVersions().get(id);
                message.addMinVersions(wanted == null ? NO_VERSION : wanted.value());
            }
        }
        rule.maxHostBehind().ifPresent(bound -> message.setMaxHostBehindMillis(bound.toMillis()));
    }

    /**
     * What a caller asks for.
     *
     * @throws InvalidRequestException naming what is wrong
     */
    public static AskedRead decode(byte[] bytes) {
        GetEmbeddingsRequest message;
        try {
            message = GetEmbeddingsRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidRequestException("request: no GetEmbeddingsRequest, " + e.getMessage(), e);
        }
        List<ItemId> ids = itemIds(message.getItemIdsList());
        ReadRequest request =
                new ReadRequest(space(message), accepted(message), ids, staleness(message, ids), extras(message));
        return new AskedRead(request, sharedMemoryKey(message));
    }

    private static Optional<Hash128> sharedMemoryKey(GetEmbeddingsRequest message) {
        ByteString key = message.getSharedMemoryKey();
        if (key.isEmpty()) {
            return Optional.empty();
        }
        if (key.size() != Hash128.BYTES) {
            throw new InvalidRequestException(
                    "shared_memory_key: " + key.size() + " bytes (expected: " + Hash128.BYTES + ")");
        }
        return Optional.of(Hash128.fromBytes(key.toByteArray()));
    }

    private static EmbeddingSpace space(GetEmbeddingsRequest message) {
        try {
            return new EmbeddingSpace(message.getEmbeddingSpace());
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("embedding_space: blank (expected: what the ranker was trained with)", e);
        }
    }

    private static Set<ModelFingerprint> accepted(GetEmbeddingsRequest message) {
        Set<ModelFingerprint> accepted = new HashSet<>();
        for (int i = 0; i < message.getAcceptedFingerprintsCount(); i++) {
            ByteString fingerprint = message.getAcceptedFingerprints(i);
            if (fingerprint.size() != Hash128.BYTES) {
                throw new InvalidRequestException("accepted_fingerprints[" + i + "]: " + fingerprint.size()
                        + " bytes (expected: " + Hash128.BYTES + ")");
            }
            accepted.add(WireShape.fingerprint(fingerprint));
        }
        return accepted;
    }

    private static List<ItemId> itemIds(List<ByteString> given) {
        List<ItemId> ids = new ArrayList<>(given.size());
        for (ByteString id : given) {
            if (id.isEmpty()) {
                throw new InvalidRequestException("item_ids[" + ids.size() + "]: empty (expected: an item's id)");
            }
            if (!id.isValidUtf8()) {
                throw new InvalidRequestException("item_ids[" + ids.size() + "]: not UTF-8 (expected: UTF-8)");
            }
            ids.add(new ItemId(id.toStringUtf8()));
        }
        return ids;
    }

    private static Set<ReadExtra> extras(GetEmbeddingsRequest message) {
        Set<ReadExtra> extras = EnumSet.noneOf(ReadExtra.class);
        for (int i = 0; i < message.getExtrasCount(); i++) {
            switch (message.getExtras(i)) {
                case SHORT_TEXTS -> extras.add(ReadExtra.SHORT_TEXTS);
                case EXTRA_UNSPECIFIED, UNRECOGNIZED ->
                    throw new InvalidRequestException(
                            "extras[" + i + "]: " + message.getExtrasValue(i) + " (expected: one that this host knows, "
                                    + Extra.SHORT_TEXTS.getNumber() + " for " + Extra.SHORT_TEXTS + ")");
            }
        }
        return extras;
    }

    private static StalenessRule staleness(GetEmbeddingsRequest message, List<ItemId> ids) {
        return new StalenessRule(minVersions(message, ids), maxHostBehind(message));
    }

    private static Map<ItemId, ItemVersion> minVersions(GetEmbeddingsRequest message, List<ItemId> ids) {
        int count = message.getMinVersionsCount();
        if (count == 0) {
            return Map.of();
        }
        if (count != ids.size()) {
            throw new InvalidRequestException(
                    "min_versions: " + count + " (expected: one an item, " + ids.size() + ", or none)");
        }
        Map<ItemId, ItemVersion> versions = new HashMap<>();
        for (int i = 0; i < count; i++) {
            long wanted = message.getMinVersions(i);
            if (wanted < NO_VERSION) {
                throw new InvalidRequestException(
                        "min_versions[" + i + "]: " + wanted + " (expected: a version, or -1 for none)");
            }
            if (wanted != NO_VERSION) {
                // Of an id that stands there twice the stricter one counts.
                versions.merge(
                        ids.get(i), new ItemVersion(wanted), (one, other) -> one.compareTo(other) > 0 ? one : other);
            }
        }
        return versions;
    }

    private static Optional<Duration> maxHostBehind(GetEmbeddingsRequest message) {
        if (!message.hasMaxHostBehindMillis()) {
            return Optional.empty();
        }
        long millis = message.getMaxHostBehindMillis();
        if (millis < 0) {
            throw new InvalidRequestException("max_host_behind_millis: " + millis + " (expected: >= 0)");
        }
        return Optional.of(Duration.ofMillis(millis));
    }
}
