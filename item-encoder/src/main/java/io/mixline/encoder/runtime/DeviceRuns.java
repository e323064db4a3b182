package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.EncoderException.Kind;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.pooling.PositionStates;
import io.mixline.encoder.runtime.TextInFlight.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The device's stage. A run that fails is halved until only what cannot be run alone is left: then a text that is known
 * to work tells whether the device or the window is at fault. Thread-safe.
 */
final class DeviceRuns {

    private static final String PROBE = "probe";

    private final ItemEncoder encoder;
    private final EncoderMetrics metrics;
    private final LongSupplier nanoTime;
    private final List<TokenWindow> probe;

    /** Runs the probe, so that what cannot run at all fails here. */
    DeviceRuns(ItemEncoder encoder, EncoderMetrics metrics, LongSupplier nanoTime) {
        this.encoder = encoder;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.probe = encoder.tokenize(PROBE).windows().subList(0, 1);
        encoder.run(probe);
    }

    /** Runs the windows, and fails the texts that it cannot. Gives the texts all of whose windows have run now. */
    List<TextInFlight> run(List<Window> windows) {
        List<TextInFlight> complete = new ArrayList<>();
        if (!windows.isEmpty()) {
            run(windows, complete);
        }
        return complete;
    }

    private void run(List<Window> windows, List<TextInFlight> complete) {
        try {
            keep(windows, states(windows), complete);
        } catch (Throwable e) {
            EncoderException failure =
                    EncoderException.of(e, Kind.RETRYABLE, "cannot run " + windows.size() + " windows");
            if (failure.kind() == Kind.FATAL) {
                windows.forEach(window -> window.text().fail(failure));
            } else if (windows.size() > 1) {
                run(windows.subList(0, windows.size() / 2), complete);
                run(windows.subList(windows.size() / 2, windows.size()), complete);
            } else {
                alone(windows, failure, complete);
            }
        }
    }

    /** A window that failed alone: once more, if the device still works. */
    private void alone(List<Window> window, EncoderException failure, List<TextInFlight> complete) {
        TextInFlight text = window.get(0).text();
        if (failure.kind() == Kind.BAD_INPUT || !deviceWorks()) {
            text.fail(failure);
            return;
        }
        try {
            keep(window, states(window), complete);
        } catch (Throwable again) {
            text.fail(
                    deviceWorks()
                            ? new EncoderException(
                                    Kind.BAD_INPUT, "the device works, but not for this text: " + again, again)
                            : EncoderException.of(again, Kind.RETRYABLE, "cannot run a window"));
        }
    }

    private boolean deviceWorks() {
        try {
            encoder.run(probe);
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    private List<PositionStates> states(List<Window> windows) {
        long start = nanoTime.getAsLong();
        List<PositionStates> states =
                encoder.run(windows.stream().map(Window::tokens).toList());
        if (states.size() != windows.size()) {
            throw new EncoderException(
                    Kind.FATAL, "windows out of the device: " + states.size() + " (expected: " + windows.size() + ")");
        }
        metrics.deviceRun(measured(windows, Duration.ofNanos(nanoTime.getAsLong() - start)));
        return states;
    }

    private static EncoderMetrics.DeviceRun measured(List<Window> windows, Duration took) {
        int tokens = 0;
        int longest = 0;
        for (Window window : windows) {
            tokens += window.length();
            longest = Math.max(longest, window.length());
        }
        return new EncoderMetrics.DeviceRun(windows.size(), tokens, longest * windows.size() - tokens, took);
    }

    private static void keep(List<Window> windows, List<PositionStates> states, List<TextInFlight> complete) {
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            if (window.text().ran(window.index(), states.get(i))) {
                complete.add(window.text());
            }
        }
    }
}
