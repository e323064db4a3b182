package io.mixline.encoder.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.mixline.encoder.EncoderException;
import io.mixline.encoder.EncoderException.Kind;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.bundle.GraphInputs;
import io.mixline.encoder.bundle.ModelGraph;
import io.mixline.encoder.pooling.Pooling;
import io.mixline.encoder.pooling.PositionStates;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A run's windows as a graph's inputs, each int64 [batch, positions] padded to the longest window, and its output back as
 * states of each window without padding. The output is copied once, off the native heap; all windows share the copy.
 */
final class WindowTranslator implements NoBatchifyTranslator<List<TokenWindow>, List<PositionStates>> {

    private static final String WINDOWS = "windows";

    private final ModelGraph graph;
    private final Pooling pooling;

    WindowTranslator(ModelGraph graph, Pooling pooling) {
        this.graph = graph;
        this.pooling = pooling;
    }

    @Override
    public NDList processInput(TranslatorContext context, List<TokenWindow> windows) {
        context.setAttachment(WINDOWS, windows);
        int batch = windows.size();
        int positions = windows.stream().mapToInt(TokenWindow::length).max().orElseThrow();
        long[] ids = new long[batch * positions];
        long[] mask = new long[batch * positions];
        for (int i = 0; i < batch; i++) {
            TokenWindow window = windows.get(i);
            System.arraycopy(window.ids(), 0, ids, i * positions, window.length());
            Arrays.fill(mask, i * positions, i * positions + window.length(), 1);
        }
        Shape shape = new Shape(batch, positions);
        NDManager manager = context.getNDManager();
        GraphInputs inputs = graph.inputs();
        NDList list = new NDList(
                array(manager, inputs.tokenIds(), ids, shape), array(manager, inputs.attentionMask(), mask, shape));
        String typeIds = inputs.typeIds();
        if (typeIds != null) {
            list.add(array(manager, typeIds, new long[ids.length], shape));
        }
        return list;
    }

    private static NDArray array(NDManager manager, String name, long[] values, Shape shape) {
        NDArray array = manager.create(LongBuffer.wrap(values), shape, DataType.INT64);
        array.setName(name);
        return array;
    }

    @Override
    @SuppressWarnings("unchecked") // what processInput attached
    public List<PositionStates> processOutput(TranslatorContext context, NDList outputs) {
        List<TokenWindow> windows = (List<TokenWindow>) context.getAttachment(WINDOWS);
        NDArray output = output(outputs);
        Shape shape = output.getShape();
        if (shape.dimension() != 3 || shape.get(0) != windows.size() || output.getDataType() != DataType.FLOAT32) {
            throw new EncoderException(
                    Kind.FATAL,
                    "output " + graph.output() + ": " + shape + " " + output.getDataType()
                            + " (expected: float32 [batch " + windows.size() + ", positions or tokens, dimension])");
        }
        int rows = (int) shape.get(1);
        int dimension = (int) shape.get(2);
        FloatBuffer values = output.toByteBuffer(false).asFloatBuffer();
        List<PositionStates> states = new ArrayList<>(windows.size());
        for (int i = 0; i < windows.size(); i++) {
            int kept = pooling == Pooling.IN_GRAPH
                    ? rows
                    : Math.min(rows, windows.get(i).length());
            states.add(new PositionStates(values.slice(i * rows * dimension, kept * dimension), kept, dimension));
        }
        return states;
    }

    private NDArray output(NDList outputs) {
        for (NDArray array : outputs) {
            if (graph.output().equals(array.getName())) {
                return array;
            }
        }
        List<String> names = outputs.stream().map(NDArray::getName).toList();
        throw new EncoderException(
                Kind.FATAL, "output " + graph.output() + ": absent (expected: one of " + names + ")");
    }
}
