package io.mixline.encoder.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.mixline.encoder.EncoderException;
import io.mixline.encoder.EncoderException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** DJL's ONNX Runtime engine: made ready once per JVM, its options, and its failures as ours. */
final class OnnxRuntimeEngine {

    static final String NAME = "OnnxRuntime";

    private OnnxRuntimeEngine() {}

    /**
     * Before anything else of DJL. It must not call home (it asks a metadata address and sends telemetry unless offline),
     * and it has to create ONNX Runtime's environment itself, which fails if somebody else did.
     */
    static synchronized void prepare() {
        System.setProperty("ai.djl.offline", "true");
        try {
            Engine.getEngine(NAME);
        } catch (RuntimeException | LinkageError e) {
            throw new EncoderException(Kind.FATAL, "cannot start ONNX Runtime: " + e, e);
        }
    }

    /**
     * Loads a graph. One thread a run, the caller's own, and none that spins: with two threads a run that spin, a busy machine
     * was 4x slower. No memory plan per input shape, because nearly every text has another.
     */
    static void load(Model model, Path directory, String file)
            throws IOException, MalformedModelException, OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setMemoryPatternOptimization(false);
            model.load(
                    directory,
                    file,
                    Map.of("sessionOptions", options, "intraOpNumThreads", "1", "interOpNumThreads", "1"));
        }
    }

    /** The one place that says what a failure of ONNX Runtime means. */
    static EncoderException failure(Throwable thrown, String doing) {
        OrtException cause = ortCause(thrown);
        if (cause == null) {
            return EncoderException.of(thrown.getCause() == null ? thrown : thrown.getCause(), Kind.RETRYABLE, doing);
        }
        return new EncoderException(kindOf(cause), doing + ": " + cause.getMessage(), thrown);
    }

    private static Kind kindOf(OrtException failure) {
        return switch (failure.getCode()) {
            case ORT_INVALID_ARGUMENT -> Kind.BAD_INPUT;
            case ORT_NO_SUCHFILE,
                    ORT_NO_MODEL,
                    ORT_INVALID_PROTOBUF,
                    ORT_INVALID_GRAPH,
                    ORT_NOT_IMPLEMENTED,
                    ORT_MODEL_REQUIRES_COMPILATION -> Kind.FATAL;
            default -> Kind.RETRYABLE;
        };
    }

    private static @Nullable OrtException ortCause(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OrtException ort) {
                return ort;
            }
        }
        return null;
    }
}
