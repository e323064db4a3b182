package io.mixline.encoder.djl;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * The default bundle's model straight through ONNX Runtime's Java API, one text a call, as its documentation has it: what
 * our path is held against. Made after DJL, which has to create the environment.
 */
final class RawOnnxRuntime implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;

    RawOnnxRuntime() throws OrtException, IOException {
        session = environment.createSession(
                DefaultBundle.DIRECTORY.resolve("model.onnx").toString());
        tokenizer = HuggingFaceTokenizer.newInstance(
                DefaultBundle.DIRECTORY.resolve("tokenizer.json"),
                Map.of("truncation", "do_not_truncate", "padding", "do_not_pad"));
    }

    /** With special tokens. */
    long[] ids(String text) {
        return tokenizer.encode(text).getIds();
    }

    /** [positions, dimension]. */
    float[][] states(long[] ids) throws OrtException {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor tokens = OnnxTensor.createTensor(environment, new long[][] {ids});
                OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {ones});
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[][] {new long[ids.length]});
                OrtSession.Result result =
                        session.run(Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
            return ((float[][][]) result.get("last_hidden_state").orElseThrow().getValue())[0];
        }
    }

    /** The mean of rows {@code from} to {@code to} (exclusive). */
    static double[] mean(float[][] rows, int from, int to) {
        double[] mean = new double[rows[0].length];
        for (int row = from; row < to; row++) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += rows[row][i] / (double) (to - from);
            }
        }
        return mean;
    }

    static double cosine(double[] one, double[] other) {
        double dot = 0;
        double ones = 0;
        double others = 0;
        for (int i = 0; i < one.length; i++) {
            dot += one[i] * other[i];
            ones += one[i] * one[i];
            others += other[i] * other[i];
        }
        return dot / Math.sqrt(ones * others);
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
