package io.mixline.encoder.djl;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.mixline.encoder.EncoderException;
import io.mixline.encoder.EncoderException.Kind;
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
     * One thread a run, on the caller's thread, and none that spins: with two threads a run that spin, a busy machine
     * was 4x slower. No memory plan per input shape, because nearly every text has another.
     */
    static Map<String, ?> sessionOptions() {
        try {
            SessionOptions options = new SessionOptions();
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setMemoryPatternOptimization(false);
            return Map.of("sessionOptions", options, "intraOpNumThreads", "1", "interOpNumThreads", "1");
        } catch (OrtException e) {
            throw new EncoderException(Kind.FATAL, "ONNX Runtime refuses its options: " + e, e);
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
