package io.mixline.encoder.djl;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import io.mixline.encoder.EncoderDevice;
import io.mixline.encoder.EncoderException;
import io.mixline.encoder.EncoderException.Kind;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.RunSize;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.TokenizedText;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.bundle.ModelGraph;
import io.mixline.encoder.pooling.PositionStates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * An ONNX graph through DJL and ONNX Runtime. One session; each run uses a predictor that no other run is using, since
 * making one per run leaks native memory. A run computes on its own thread alone: intra-op threads would spin. Thread-safe.
 */
public final class DjlItemEncoder implements ItemEncoder {

    private final BundleTokenizer tokenizer;
    private final Model model;
    private final List<Predictor<List<TokenWindow>, List<PositionStates>>> all = new ArrayList<>();
    private final BlockingQueue<Predictor<List<TokenWindow>, List<PositionStates>>> free;
    private final EncoderDevice device;

    private DjlItemEncoder(
            BundleTokenizer tokenizer,
            Model model,
            WindowTranslator translator,
            EncoderDevice device,
            int parallelRuns) {
        this.tokenizer = tokenizer;
        this.model = model;
        this.device = device;
        this.free = new ArrayBlockingQueue<>(parallelRuns);
        for (int i = 0; i < parallelRuns; i++) {
            all.add(model.newPredictor(translator));
        }
        free.addAll(all);
    }

    /**
     * Loads a bundle's model and tokeniser and holds them against the manifest.
     *
     * @param parallelRuns runs at one time; more wait
     * @throws io.mixline.schemas.config.InvalidConfigurationException with every way in which they do not fit
     * @throws EncoderException FATAL if they cannot be loaded
     */
    public static DjlItemEncoder open(ModelBundle bundle, EncoderDevice device, int parallelRuns) {
        ModelGraph graph = bundle.manifest().graph();
        if (graph == null) {
            throw new IllegalArgumentException("bundle: " + bundle + " (expected: one with a model)");
        }
        OnnxRuntimeEngine.prepare();
        BundleTokenizer tokenizer = BundleTokenizer.open(
                bundle.directory().resolve(graph.tokenizer()), bundle.manifest().limits());
        Model model = load(bundle, graph, device);
        DjlItemEncoder encoder = new DjlItemEncoder(
                tokenizer, model, new WindowTranslator(graph, bundle.manifest().pooling()), device, parallelRuns);
        try {
            new GraphCheck(bundle, graph, tokenizer).check(model, encoder);
            return encoder;
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    private static Model load(ModelBundle bundle, ModelGraph graph, EncoderDevice device) {
        Model model = Model.newInstance(bundle.modelVersion().name(), djlDevice(device), OnnxRuntimeEngine.NAME);
        try {
            OnnxRuntimeEngine.load(model, bundle.directory(), graph.file());
            return model;
        } catch (IOException | MalformedModelException | OrtException | RuntimeException e) {
            model.close();
            throw new EncoderException(
                    Kind.FATAL,
                    "cannot load " + bundle.directory().resolve(graph.file()) + " on " + device + ": " + e,
                    e);
        }
    }

    private static Device djlDevice(EncoderDevice device) {
        return switch (device.kind()) {
            case CPU -> Device.cpu();
            case CUDA -> Device.gpu(device.index());
        };
    }

    @Override
    public TokenizedText tokenize(String text) {
        return tokenizer.tokenize(text);
    }

    @Override
    public List<PositionStates> run(List<TokenWindow> windows) {
        Predictor<List<TokenWindow>, List<PositionStates>> predictor = take();
        try {
            return predictor.predict(windows);
        } catch (TranslateException e) {
            throw OnnxRuntimeEngine.failure(e, "cannot run " + windows.size() + " windows on " + device);
        } finally {
            free.add(predictor);
        }
    }

    private Predictor<List<TokenWindow>, List<PositionStates>> take() {
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EncoderException(
                    Kind.RETRYABLE, "interrupted while " + all.size() + " runs were on " + device, e);
        }
    }

    /** On a GPU a budget that keeps it busy; measuring it on the device at hand is still to come. */
    @Override
    public RunSize preferredRunSize() {
        return switch (device.kind()) {
            case CPU -> RunSize.ONE_WINDOW;
            case CUDA -> new RunSize(64, 16_384);
        };
    }

    @Override
    public void close() {
        all.forEach(Predictor::close);
        model.close();
        tokenizer.close();
    }
}
