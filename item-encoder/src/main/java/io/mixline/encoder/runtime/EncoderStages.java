package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.bundle.BundleManifest;
import io.mixline.encoder.runtime.TextInFlight.Window;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The threads of an encoder and the queues between them. Unbounded by itself: whoever starts texts bounds them. A
 * failure ends the text that it belongs to, never a thread.
 */
final class EncoderStages {

    private final ItemEncoder encoder;
    private final HostQueue hostQueue;
    private final RunQueue runQueue;
    private final DeviceRuns deviceRuns;
    private final TextPooling pooling;
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    EncoderStages(
            BundleManifest manifest,
            ItemEncoder encoder,
            EncoderSettings settings,
            EncoderMetrics metrics,
            LongSupplier nanoTime) {
        EncoderLimits limits = settings.limits();
        this.encoder = encoder;
        RunSize runSize = limits.runSize(encoder.preferredRunSize());
        int runTexts = 2 * settings.threads().runs() * runSize.windows();
        this.hostQueue = new HostQueue(runTexts, limits.backfillPatience(), nanoTime);
        this.runQueue = new RunQueue(
                new WindowPacker(limits.runSize(encoder.preferredRunSize()), limits.backfillPatience(), nanoTime));
        this.deviceRuns = new DeviceRuns(encoder, metrics, nanoTime);
        this.pooling = new TextPooling(manifest);
        start("encoder-host", settings.threads().host(), this::hostWork);
        start("encoder-run", settings.threads().runs(), this::runWork);
    }

    /** False once closed. */
    boolean start(TextInFlight text) {
        return hostQueue.addText(text);
    }

    private void start(String name, int count, Stage stage) {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> loop(stage), name + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** One step of a thread; false once closed. */
    private interface Stage {

        boolean step() throws InterruptedException;
    }

    private static void loop(Stage stage) {
        try {
            boolean more = true;
            while (more) {
                more = stage.step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hostWork() throws InterruptedException {
        HostQueue.Work work = hostQueue.take();
        work.toPool().forEach(pooling::pool);
        List<Window> windows = new ArrayList<>();
        for (TextInFlight text : work.toTokenize()) {
            windows.addAll(tokenize(text));
        }
        if (!windows.isEmpty() && !runQueue.add(windows)) {
            windows.forEach(window -> window.text().fail(EncoderRuntime.closedFailure()));
        }
        return !work.isNone();
    }

    /** A tokeniser only computes: what it refuses today it refuses tomorrow. */
    private List<Window> tokenize(TextInFlight text) {
        try {
            return text.tokenized(encoder.tokenize(text.text()));
        } catch (Throwable e) {
            text.fail(EncoderException.of(
                    e,
                    EncoderException.Kind.BAD_INPUT,
                    "cannot tokenise a text of " + text.text().length() + " characters"));
            return List.of();
        }
    }

    private boolean runWork() throws InterruptedException {
        List<Window> run = runQueue.take();
        hostQueue.addRun(deviceRuns.run(run)).forEach(pooling::pool);
        return !run.isEmpty();
    }

    void close() {
        synchronized (threads) {
            if (closed) {
                return;
            }
            closed = true;
            Set<TextInFlight> left = new LinkedHashSet<>(hostQueue.close());
            runQueue.close().forEach(window -> left.add(window.text()));
            left.forEach(text -> text.fail(EncoderRuntime.closedFailure()));
            join();
            encoder.close();
        }
    }

    private void join() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
