package io.mixline.encoder.runtime;

import io.mixline.encoder.EncoderDevice;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What can be configured of the encoder, and the way from there to {@link EncoderSettings}. */
public final class EncoderOptions {

    /** The directory of the model bundle. */
    public static final Setting<String> BUNDLE = Setting.text("encoder.bundle")
            .describedAs("Directory of the model bundle: bundle.yaml, the model, tokenizer.json.");

    /** What the model runs on. */
    public static final Setting<String> DEVICE = Setting.text("encoder.device")
            .orElse("cpu")
            .describedAs("What the model runs on: cpu, or cuda:0 with the GPU build of ONNX Runtime.");

    /** Threads beside the device. */
    public static final Setting<Optional<Integer>> HOST_THREADS = Setting.integer("encoder.host-threads", 1, 1024)
            .optional()
            .describedAs("Threads that tokenise, pool and convert; a quarter of the cores, at least 2, if not given. "
                    + "One tokenises 0.2 to 0.35 million tokens/s: more only for a device that runs faster.");

    /** Runs on the device at one time. */
    public static final Setting<Optional<Integer>> PARALLEL_RUNS = Setting.integer("encoder.parallel-runs", 1, 1024)
            .optional()
            .describedAs("Runs on the device at one time, each on a thread of its own; the number of cores if not "
                    + "given. Fewer leave cores to others; more only wait for each other.");

    /** Texts inside at one time. */
    public static final Setting<Integer> QUEUED_TEXTS = Setting.integer("encoder.queued-texts", 1, 1_000_000)
            .orElse(EncoderLimits.DEFAULT.queuedTexts())
            .describedAs("Texts of one lane inside the encoder at one time; who brings more waits. At least the sum "
                    + "of the async capacities of all tasks of a task manager, else their checkpoints wait too.");

    /** Positions in one run. */
    public static final Setting<Optional<Integer>> TOKENS_PER_RUN = Setting.integer(
                    "encoder.tokens-per-run", 1, 1 << 24)
            .optional()
            .describedAs("Positions in one run on the device, padding included; what suits engine and device if not "
                    + "given. On a CPU one unpadded window a run is best.");

    /** How long BACKFILL waits for a turn. */
    public static final Setting<Duration> BACKFILL_PATIENCE = Setting.duration("encoder.backfill-patience")
            .orElse(EncoderLimits.DEFAULT.backfillPatience())
            .describedAs("BACKFILL gets one run at least this often while LIVE keeps the device busy. Longer keeps "
                    + "LIVE faster, shorter lets a backfill end sooner.");

    private EncoderOptions() {}

    /** All of them, in the order of the document. */
    public static List<Setting<?>> all() {
        return List.of(BUNDLE, DEVICE, HOST_THREADS, PARALLEL_RUNS, QUEUED_TEXTS, TOKENS_PER_RUN, BACKFILL_PATIENCE);
    }

    /**
     * What was configured, completed by what suits this machine.
     *
     * @throws IllegalArgumentException for a device that there is no such
     */
    public static EncoderSettings settings(Settings configured) {
        EncoderThreads threads = EncoderThreads.forCores(Runtime.getRuntime().availableProcessors());
        return new EncoderSettings(
                configured.get(BUNDLE),
                EncoderDevice.parse(configured.get(DEVICE)),
                new EncoderThreads(
                        configured.get(HOST_THREADS).orElse(threads.host()),
                        configured.get(PARALLEL_RUNS).orElse(threads.runs())),
                new EncoderLimits(
                        configured.get(QUEUED_TEXTS),
                        configured.get(TOKENS_PER_RUN).orElse(null),
                        configured.get(BACKFILL_PATIENCE)));
    }
}
