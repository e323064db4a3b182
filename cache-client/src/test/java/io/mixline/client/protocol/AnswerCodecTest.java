package io.mixline.client.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mixline.client.EmbeddingBatch;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRequest;
import io.mixline.client.ReusedTokenMemory;
import io.mixline.client.TokenMemory;
import io.mixline.protocol.v1.GetEmbeddingsResponse;
import io.mixline.schemas.Hash128;
import io.mixline.schemas.ModelFingerprint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AnswerCodecTest {

    @Property(tries = 300)
    void an_answer_comes_back_as_it_went(@ForAll @IntRange(max = 60) int items, @ForAll long seed) {
        ReadRequest request = Messages.request(items).with(ReadExtra.SHORT_TEXTS);
        EmbeddingBatch batch = Messages.batch(request, seed);
        byte[] bytes = Messages.bytes(Messages.answer(batch, request));

        assertSame(batch, decode(request, Messages.received(bytes)));
        assertSame(batch, decode(request, new ByteArrayInputStream(bytes)));
    }

    @Property(tries = 300)
    void protobuf_reads_what_is_written(@ForAll @IntRange(max = 60) int items, @ForAll long seed)
            throws InvalidProtocolBufferException {
        ReadRequest request = Messages.request(items).with(ReadExtra.SHORT_TEXTS);
        EmbeddingBatch batch = Messages.batch(request, seed);

        byte[] ours = Messages.bytes(Messages.answer(batch, request));
        GetEmbeddingsResponse read = GetEmbeddingsResponse.parseFrom(ours);

        int tokenBytes = batch.tokens().remaining();
        if (tokenBytes > 0) {
            assertThat((ours.length - tokenBytes) % 16).as("where tokens begin").isZero();
        }
        assertThat(read.getTokens().asReadOnlyByteBuffer()).isEqualTo(batch.tokens());
        assertThat(read.getAnsweredAtMillis()).isEqualTo(Messages.ANSWERED_AT.toEpochMilli());
        assertThat(read.getVersionsCount()).isEqualTo(items);
        for (int item = 0; item < items; item++) {
            assertThat(read.getStatuses().byteAt(item))
                    .isEqualTo(batch.status(item).id());
            assertThat(read.getVersions(item)).isEqualTo(batch.rows().version(item));
            assertThat(read.getChangedAtMillis(item)).isEqualTo(batch.rows().changedAtMillis(item));
            String text = batch.rows().shortText(item);
            assertThat(read.getShortTexts().getTexts(item)).isEqualTo(text == null ? "" : text);
        }
    }

    @Property(tries = 200)
    void what_protobuf_writes_is_read(@ForAll @IntRange(max = 60) int items, @ForAll long seed)
            throws InvalidProtocolBufferException {
        ReadRequest request = Messages.request(items);
        EmbeddingBatch batch = Messages.batch(request, seed);
        byte[] ours = Messages.bytes(Messages.answer(batch, request));

        byte[] protobufs = GetEmbeddingsResponse.parseFrom(ours).toByteArray();

        assertThat(decode(request, Messages.received(protobufs)).tokens()).isEqualTo(batch.tokens());
    }

    @Property(tries = 200)
    void an_answer_that_was_cut_is_malformed(@ForAll @IntRange(min = 1, max = 20) int items, @ForAll long seed) {
        ReadRequest request = Messages.request(items);
        byte[] bytes = Messages.bytes(Messages.answer(Messages.batch(request, seed), request));
        int cut = new Random(seed).nextInt(bytes.length);

        assertMalformed(request, Messages.received(Arrays.copyOf(bytes, cut)));
    }

    @Property(tries = 1_000)
    void any_change_of_a_byte_is_an_answer_or_malformed(
            @ForAll @IntRange(min = 1, max = 5) int items, @ForAll long seed, @ForAll byte other) {
        ReadRequest request = Messages.request(items);
        byte[] bytes = Messages.bytes(Messages.answer(Messages.batch(request, seed), request));
        bytes[new Random(seed).nextInt(bytes.length)] = other;

        decodeOrRefuse(request, bytes);
    }

    @Property(tries = 1_000)
    void any_bytes_are_an_answer_or_malformed(@ForAll byte[] bytes) {
        decodeOrRefuse(Messages.request(3), bytes);
    }

    @Test
    void a_length_that_is_not_there_takes_no_memory() throws IOException {
        ReadRequest request = Messages.request(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeTag(GetEmbeddingsResponse.STATUSES_FIELD_NUMBER, 2);
        out.writeUInt32NoTag(Integer.MAX_VALUE);
        out.flush();

        assertMalformed(request, Messages.received(bytes.toByteArray()));
    }

    @Test
    void tokens_that_are_not_the_last_field_are_malformed() throws IOException {
        ReadRequest request = Messages.request(3);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(Messages.bytes(Messages.answer(Messages.batch(request, 1), request)));
        GetEmbeddingsResponse.newBuilder().setAnsweredAtMillis(7).build().writeTo(bytes);

        assertMalformed(request, Messages.received(bytes.toByteArray()));
    }

    @Test
    void an_answer_to_another_list_is_malformed() {
        ReadRequest asked = Messages.request(3);
        ReadRequest other = Messages.request(4);

        assertMalformed(asked, Messages.received(Messages.bytes(Messages.answer(Messages.batch(other, 1), other))));
    }

    @Test
    void another_models_tokens_are_malformed() {
        ReadRequest request = Messages.request(3);
        byte[] bytes = Messages.bytes(Messages.answer(Messages.batch(request, 1), request));
        ReadRequest accepting = request.accepting(Set.of(new ModelFingerprint(new Hash128(9, 9))));

        assertMalformed(accepting, Messages.received(bytes));
        assertThat(decode(request.accepting(Set.of(Messages.MODEL.fingerprint())), Messages.received(bytes))
                        .size())
                .isEqualTo(3);
    }

    @Test
    void tokens_of_more_items_than_asked_for_are_malformed() throws InvalidProtocolBufferException {
        ReadRequest request = Messages.request(3);
        byte[] bytes = Messages.bytes(Messages.answer(Messages.batch(request, 1), request));
        GetEmbeddingsResponse answer = GetEmbeddingsResponse.parseFrom(bytes);
        ByteString more = answer.getTokens().concat(ByteString.copyFrom(new byte[1]));

        assertMalformed(
                request,
                Messages.received(answer.toBuilder().setTokens(more).build().toByteArray()));
    }

    @Test
    void reused_memory_holds_one_answer_after_the_other() {
        TokenMemory memory = new ReusedTokenMemory();
        for (int items : new int[] {5, 2, 9, 0, 3}) {
            ReadRequest request = Messages.request(items);
            EmbeddingBatch batch = Messages.batch(request, items);
            byte[] bytes = Messages.bytes(Messages.answer(batch, request));

            EmbeddingBatch read = new AnswerDecoder(request, memory, Optional.empty()).decode(Messages.received(bytes));

            assertThat(read.tokens()).isEqualTo(batch.tokens());
        }
    }

    @Property(tries = 100)
    void tokens_in_shared_memory_are_copied_from_there(@ForAll @IntRange(max = 60) int items, @ForAll long seed) {
        ReadRequest request = Messages.request(items);
        EmbeddingBatch batch = Messages.batch(request, seed);
        MappedMemory shared = shared(batch.tokens());

        EmbeddingBatch read = decode(request, sharedAnswer(batch), shared);

        assertThat(shared.wasWritten()).isTrue();
        assertThat(shared.wasWritten()).isFalse();
        assertThat(read.tokens()).isEqualTo(batch.tokens());
    }

    @Test
    void tokens_in_the_message_leave_shared_memory_alone() {
        ReadRequest request = Messages.request(3);
        EmbeddingBatch batch = Messages.batch(request, 1);
        MappedMemory shared = shared(ByteBuffer.allocate(1 << 16));

        assertThat(decode(request, Messages.bytes(Messages.answer(batch, request)), shared)
                        .tokens())
                .isEqualTo(batch.tokens());
        assertThat(shared.wasWritten()).isFalse();
    }

    @Test
    void tokens_in_memory_that_nobody_shares_or_in_two_places_or_too_many_are_malformed()
            throws InvalidProtocolBufferException {
        ReadRequest request = Messages.request(3);
        EmbeddingBatch batch = Messages.batch(request, 1);
        byte[] inShared = sharedAnswer(batch);
        GetEmbeddingsResponse both =
                GetEmbeddingsResponse.parseFrom(Messages.bytes(Messages.answer(batch, request))).toBuilder()
                        .setSharedTokenBytes(batch.tokens().remaining())
                        .build();
        GetEmbeddingsResponse fewer = GetEmbeddingsResponse.parseFrom(inShared).toBuilder()
                .setSharedTokenBytes(batch.tokens().remaining() - 1L)
                .build();
        MappedMemory shared = shared(batch.tokens());
        MappedMemory small = shared(ByteBuffer.allocate(batch.tokens().remaining() - 1));

        assertMalformed(request, Messages.received(inShared));
        for (ThrowingCallable wrong : List.<ThrowingCallable>of(
                () -> decode(request, both.toByteArray(), shared),
                () -> decode(request, fewer.toByteArray(), shared),
                () -> decode(request, inShared, small))) {
            assertThatThrownBy(wrong).isInstanceOf(MalformedAnswerException.class);
        }
    }

    private static byte[] sharedAnswer(EmbeddingBatch batch) {
        return Messages.bytes(ReadAnswer.of(batch, Set.of(), Messages.ANSWERED_AT, true));
    }

    private static MappedMemory shared(ByteBuffer written) {
        return new MappedMemory(new Hash128(5, 6), written);
    }

    private static EmbeddingBatch decode(ReadRequest request, byte[] message, MappedMemory shared) {
        return new AnswerDecoder(request, TokenMemory.FRESH, Optional.of(shared)).decode(Messages.received(message));
    }

    private static EmbeddingBatch decode(ReadRequest request, InputStream message) {
        return new AnswerDecoder(request, TokenMemory.FRESH, Optional.empty()).decode(message);
    }

    private static void decodeOrRefuse(ReadRequest request, byte... bytes) {
        try {
            assertThat(decode(request, Messages.received(bytes)).rows())
                    .hasSize(request.itemIds().size());
        } catch (MalformedAnswerException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static void assertMalformed(ReadRequest request, InputStream message) {
        assertThatThrownBy(() -> decode(request, message)).isInstanceOf(MalformedAnswerException.class);
    }

    private static void assertSame(EmbeddingBatch expected, EmbeddingBatch found) {
        assertThat(found.model()).isEqualTo(expected.model());
        assertThat(found.itemShape()).isEqualTo(expected.itemShape());
        assertThat(found.rows()).isEqualTo(expected.rows());
        assertThat(found.tokens()).isEqualTo(expected.tokens());
    }
}
