package io.mixline.benchmarks.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.mixline.encoder.TokenWindow;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * ONNX Runtime's Java API in a plain loop over windows that were tokenised before the clock starts. Reads the output and
 * does not pool it. What is left is what the model costs.
 */
final class OnnxLoopRival implements Rival {

    /** How windows are put on the cores: threads of the loop, threads of one run, windows of like length in one run. */
    record LoopShape(int loops, int threadsPerRun, int batch, SpinWait spinWait) {

        @Override
        public String toString() {
            return loops + (loops == 1 ? " loop" : " loops") + ", " + threadsPerRun + " threads a run"
                    + (threadsPerRun > 1 ? ", spinning " + spinWait : "") + ", "
                    + (batch == 1 ? "one unpadded window a run" : batch + " windows of like length a run");
        }
    }

    /** Whether a run's threads spin while they wait. */
    enum SpinWait {
        ON,
        OFF
    }

    private final List<List<TokenWindow>> windowsOfTexts;
    private final LoopShape shape;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final ExecutorService threads;

    OnnxLoopRival(List<List<TokenWindow>> windowsOfTexts, Path model, LoopShape shape) throws OrtException {
        this.windowsOfTexts = windowsOfTexts;
        this.shape = shape;
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(shape.threadsPerRun());
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", shape.spinWait() == SpinWait.ON ? "1" : "0");
            this.session = environment.createSession(model.toString(), options);
        }
        this.threads = Executors.newFixedThreadPool(shape.loops());
    }

    @Override
    public String name() {
        return "ONNX Runtime Java API, plain loop";
    }

    LoopShape shape() {
        return shape;
    }

    @Override
    public long encode(List<Integer> texts) throws Exception {
        List<List<TokenWindow>> runs = runs(texts);
        AtomicInteger next = new AtomicInteger();
        Callable<Long> loop = () -> {
            long tokens = 0;
            for (int run = next.getAndIncrement(); run < runs.size(); run = next.getAndIncrement()) {
                tokens += run(runs.get(run));
            }
            return tokens;
        };
        List<Future<Long>> loops = new ArrayList<>();
        for (int i = 0; i < shape.loops(); i++) {
            loops.add(threads.submit(loop));
        }
        long tokens = 0;
        for (Future<Long> done : loops) {
            tokens += done.get();
        }
        return tokens;
    }

    private List<List<TokenWindow>> runs(List<Integer> texts) {
        List<TokenWindow> windows = new ArrayList<>();
        for (int text : texts) {
            windows.addAll(windowsOfTexts.get(text));
        }
        if (shape.batch() > 1) {
            windows.sort(Comparator.comparingInt(TokenWindow::length));
        }
        List<List<TokenWindow>> runs = new ArrayList<>();
        for (int from = 0; from < windows.size(); from += shape.batch()) {
            runs.add(windows.subList(from, Math.min(windows.size(), from + shape.batch())));
        }
        return runs;
    }

    private long run(List<TokenWindow> windows) throws OrtException {
        int longest = windows.stream().mapToInt(TokenWindow::length).max().orElseThrow();
        long[] ids = new long[windows.size() * longest];
        long[] mask = new long[ids.length];
        long tokens = 0;
        for (int i = 0; i < windows.size(); i++) {
            int length = windows.get(i).length();
            System.arraycopy(windows.get(i).ids(), 0, ids, i * longest, length);
            Arrays.fill(mask, i * longest, i * longest + length, 1);
            tokens += length;
        }
        long[] axes = {windows.size(), longest};
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), axes);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), axes);
                OnnxTensor typeTensor =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), axes);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            OnnxTensor output = (OnnxTensor) result.get(0);
            if (output.getFloatBuffer().remaining() == 0) {
                throw new IllegalStateException("no output");
            }
        }
        return tokens;
    }

    @Override
    public void close() throws OrtException {
        threads.shutdownNow();
        session.close();
    }
}
