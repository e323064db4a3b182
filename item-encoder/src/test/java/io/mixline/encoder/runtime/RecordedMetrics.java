package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.schemas.EncodedText;
import io.mixline.schemas.Lane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told. */
final class RecordedMetrics implements EncoderMetrics {

    private final List<Lane> encoded = new CopyOnWriteArrayList<>();
    private final List<EncoderException.Kind> failures = new CopyOnWriteArrayList<>();
    private final List<DeviceRun> runs = new CopyOnWriteArrayList<>();

    List<Lane> encoded() {
        return encoded;
    }

    List<EncoderException.Kind> failures() {
        return failures;
    }

    List<DeviceRun> runs() {
        return runs;
    }

    @Override
    public void textEncoded(Lane lane, EncodedText text, Duration latency) {
        encoded.add(lane);
    }

    @Override
    public void textFailed(Lane lane, EncoderException.Kind kind) {
        failures.add(kind);
    }

    @Override
    public void deviceRun(DeviceRun run) {
        runs.add(run);
    }
}
