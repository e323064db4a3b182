package io.mixline.client.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReadRequestCodecTest {

    @Property(tries = 500)
    void a_request_comes_back_as_it_went(@ForAll("requests") ReadRequest request) {
        assertThat(ReadRequestCodec.decode(ReadRequestCodec.encode(request, Optional.empty())))
                .isEqualTo(new AskedRead(request, Optional.empty()));
    }

    @Property(tries = 300)
    void protobuf_reads_what_is_written(@ForAll("requests") ReadRequest request) throws InvalidProtocolBufferException {
        GetEmbeddingsRequest read = GetEmbeddingsRequest.parseFrom(ReadRequestCodec.encode(request, Optional.empty()));

        assertThat(read.getEmbeddingSpace()).isEqualTo(request.space().name());
        assertThat(read.getItemIdsList())
                .isEqualTo(request.itemIds().stream()
                        .map(id -> ByteString.copyFrom(id.toBytes()))
                        .toList());
        assertThat(read.getExtrasList())
                .isEqualTo(request.wants(ReadExtra.SHORT_TEXTS) ? List.of(Extra.SHORT_TEXTS) : List.of());
    }

    @Property(tries = 1_000)
    void any_bytes_are_a_request_or_refused(@ForAll byte[] bytes) {
        try {
            assertThat(ReadRequestCodec.decode(bytes)).isNotNull();
        } catch (InvalidRequestException e) {
            assertThat(e).hasMessageContaining("");
        }
    }

    @Test
    void what_is_wrong_is_named_with_its_place() {
        ByteString id = ByteString.copyFromUtf8("a");
        assertRefused("embedding_space: blank", message().setEmbeddingSpace(" "));
        assertRefused("item_ids[1]: empty", message().addItemIds(id).addItemIds(ByteString.EMPTY));
        assertRefused("item_ids[1]: not UTF-8", message().addItemIds(id).addItemIds(ByteString.copyFrom(new byte[] {
            (byte) 0xc3, 0x28
        })));
        assertRefused(
                "accepted_fingerprints[0]: 15 bytes",
                message().addAcceptedFingerprints(ByteString.copyFrom(new byte[15])));
        assertRefused("extras[0]: 9", message().addExtrasValue(9));
        assertRefused("extras[0]: 0", message().addExtras(Extra.EXTRA_UNSPECIFIED));
        assertRefused(
                "min_versions: 2 (expected: one an item, 1",
                message().addItemIds(id).addMinVersions(1).addMinVersions(1));
        assertRefused("min_versions[0]: -2", message().addItemIds(id).addMinVersions(-2));
        assertRefused("shared_memory_key: 15 bytes", message().setSharedMemoryKey(ByteString.copyFrom(new byte[15])));
        assertRefused("max_host_behind_millis: -1", message().setMaxHostBehindMillis(-1));
    }

    @Test
    void the_memory_that_a_caller_shares_is_named() {
        ReadRequest request = Messages.request(1);
        Optional<Hash128> key = Optional.of(new Hash128(3, 4));

        assertThat(ReadRequestCodec.decode(ReadRequestCodec.encode(request, key)))
                .isEqualTo(new AskedRead(request, key));
    }

    @Test
    void of_two_least_versions_of_an_id_the_greater_counts() {
        ByteString id = ByteString.copyFromUtf8("a");
        GetEmbeddingsRequest twice = message()
                .addItemIds(id)
                .addItemIds(id)
                .addItemIds(id)
                .addMinVersions(3)
                .addMinVersions(7)
                .addMinVersions(-1)
                .build();

        assertThat(ReadRequestCodec.decode(twice.toByteArray())
                        .request()
                        .staleness()
                        .minVersions())
                .containsExactly(Map.entry(new ItemId("a"), new ItemVersion(7)));
    }

    @Provide
    Arbitrary<ReadRequest> requests() {
        Arbitrary<String> names =
                Arbitraries.strings().ofMinLength(1).ofMaxLength(12).filter(ReadRequestCodecTest::isText);
        Arbitrary<List<ItemId>> ids = names.map(ItemId::new).list().ofMaxSize(30);
        Arbitrary<Set<ModelFingerprint>> accepted = Arbitraries.longs()
                .map(low -> new ModelFingerprint(new Hash128(low, ~low)))
                .set()
                .ofMaxSize(3);
        Arbitrary<Optional<Duration>> behind =
                Arbitraries.longs().between(0, 1L << 40).map(Duration::ofMillis).optional();
        Arbitrary<Long> versions = Arbitraries.longs().between(-1, Long.MAX_VALUE);
        return Combinators.combine(
                        names.filter(name -> !name.isBlank()),
                        accepted,
                        ids,
                        behind,
                        versions.list().ofSize(30),
                        Arbitraries.of(Set.<ReadExtra>of(), Set.of(ReadExtra.SHORT_TEXTS)))
                .as((space, fingerprints, items, bound, wanted, extras) -> new ReadRequest(
                        new EmbeddingSpace(space),
                        fingerprints,
                        items,
                        new StalenessRule(minVersions(items, wanted), bound),
                        extras));
    }

    private static Map<ItemId, ItemVersion> minVersions(List<ItemId> items, List<Long> wanted) {
        Map<ItemId, ItemVersion> versions = new HashMap<>();
        for (int item = 0; item < items.size(); item++) {
            if (wanted.get(item) >= 0) {
                versions.put(items.get(item), new ItemVersion(wanted.get(item)));
            }
        }
        return versions;
    }

    /** No half of a surrogate pair. */
    private static boolean isText(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static GetEmbeddingsRequest.Builder message() {
        return GetEmbeddingsRequest.newBuilder().setEmbeddingSpace("space-1");
    }

    private static void assertRefused(String said, GetEmbeddingsRequest.Builder message) {
        assertThatThrownBy(() -> ReadRequestCodec.decode(message.build().toByteArray()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(said);
    }
}
