package io.mixline.jobs.encode;

import static java.util.Objects.requireNonNull;

import io.mixline.encoder.text.ItemText;
import io.mixline.jobs.config.JobClock;
import io.mixline.jobs.config.RecordFormats;
import io.mixline.jobs.config.RetryPolicy;
import io.mixline.jobs.gate.ComposedText;
import io.mixline.jobs.gate.GateVerdict;
import io.mixline.jobs.gate.GatedChange;
import io.mixline.jobs.outcome.JobMetrics;
import io.mixline.schemas.DeadLetterKind;
import io.mixline.schemas.DeadLetterReason;
import io.mixline.schemas.DeadLetterStage;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import io.mixline.schemas.ModelFingerprint;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.codec.RecordRefusedException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the changes that the gate sent to be encoded and passes the others on at once. To be run by Flink's
 * <i>ordered</i> async wait, which keeps all of a lane in order: a mark never overtakes its tokens.
 *
 * <p>A text that cannot be encoded goes on as failed. Any other failure that the retry policy does not get over fails
 * the job: Flink restarts it from its checkpoint, and nothing is lost.
 */
public final class EncodeItems extends RichAsyncFunction<GatedChange, EncodedChange> {

    private final ItemEncoderSource source;
    private final RecordFormats formats;
    private final RetryPolicy retries;
    private final JobClock clock;
    private final Lane lane;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient ItemChangeCodec changes;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient ItemTextEncoder encoder;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient ContentComposer composer;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient ModelFingerprint model;

    @SuppressWarnings("NullAway.Init") // set by open
    private transient AtomicLong inFlight;

    public EncodeItems(
            Lane lane, ItemEncoderSource source, RecordFormats formats, RetryPolicy retries, JobClock clock) {
        this.lane = lane;
        this.source = source;
        this.formats = formats;
        this.retries = retries;
        this.clock = clock;
    }

    @Override
    public void open(OpenContext context) {
        changes = formats.changes();
        inFlight = new AtomicLong();
        encoder = new RetryingEncoder(
                source.openEncoder(getRuntimeContext().getMetricGroup(), lane),
                retries,
                Executors.newSingleThreadScheduledExecutor(EncodeItems::timerThread));
        composer = source.openComposer();
        model = source.model().fingerprint();
        JobMetrics.IN_FLIGHT.register(getRuntimeContext().getMetricGroup(), lane, inFlight::get);
    }

    @Override
    public void asyncInvoke(GatedChange gated, ResultFuture<EncodedChange> result) {
        if (gated.verdict() != GateVerdict.ENCODE) {
            result.complete(List.of(new EncodedChange(gated, null, clock.instant())));
            return;
        }
        ItemText text;
        try {
            text = textOf(gated);
        } catch (RecordRefusedException e) {
            result.complete(List.of(failed(gated, e.kind(), e)));
            return;
        }
        inFlight.incrementAndGet();
        var unused = encoder.encode(text, lane).whenComplete((encoded, failure) -> {
            inFlight.decrementAndGet();
            end(gated, encoded, failure, result);
        });
    }

    private ItemText textOf(GatedChange gated) {
        ComposedText composed = gated.text();
        return composed != null && composed.model().equals(model)
                ? composed.text()
                : composer.compose(changes.content(gated.change()));
    }

    private void end(
            GatedChange gated,
            @Nullable EncodedText encoded,
            @Nullable Throwable failure,
            ResultFuture<EncodedChange> result) {
        if (failure == null) {
            result.complete(
                    List.of(new EncodedChange(gated, requireNonNull(encoded, "encoded text"), clock.instant())));
        } else if (RetryingEncoder.isBadInput(failure)) {
            result.complete(List.of(failed(gated, DeadLetterKind.ENCODE_FAILED, failure)));
        } else {
            result.completeExceptionally(failure);
        }
    }

    private EncodedChange failed(GatedChange gated, DeadLetterKind kind, Throwable failure) {
        DeadLetterReason reason =
                new DeadLetterReason(DeadLetterStage.ENCODE, kind, String.valueOf(failure.getMessage()));
        return new EncodedChange(GatedChange.failed(gated.change(), reason), null, clock.instant());
    }

    private static Thread timerThread(Runnable retries) {
        Thread thread = new Thread(retries, "encode-retries");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        if (encoder != null) { // null where open failed
            encoder.close();
        }
    }
}
