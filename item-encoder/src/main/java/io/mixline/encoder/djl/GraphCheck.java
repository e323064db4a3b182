package io.mixline.encoder.djl;

import ai.djl.Model;
import io.mixline.encoder.EncoderException;
import io.mixline.encoder.ItemEncoder;
import io.mixline.encoder.TokenWindow;
import io.mixline.encoder.bundle.BundleManifest;
import io.mixline.encoder.bundle.GraphInputs;
import io.mixline.encoder.bundle.ModelBundle;
import io.mixline.encoder.bundle.ModelGraph;
import io.mixline.encoder.pooling.Pooling;
import io.mixline.encoder.pooling.PositionStates;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds a loaded model against its manifest, by its input names and by what a longest window gives. */
final class GraphCheck {

    private final ModelBundle bundle;
    private final ModelGraph graph;
    private final BundleTokenizer tokenizer;
    private final List<String> problems = new ArrayList<>();

    GraphCheck(ModelBundle bundle, ModelGraph graph, BundleTokenizer tokenizer) {
        this.bundle = bundle;
        this.graph = graph;
        this.tokenizer = tokenizer;
    }

    void check(Model model, ItemEncoder encoder) {
        checkInputs(model);
        checkRoom();
        if (problems.isEmpty()) {
            checkRun(encoder);
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(
                    bundle.directory().resolve(BundleManifest.FILE_NAME).toString(), problems);
        }
    }

    private void checkInputs(Model model) {
        Set<String> named = new TreeSet<>();
        GraphInputs inputs = graph.inputs();
        named.add(inputs.tokenIds());
        named.add(inputs.attentionMask());
        String typeIds = inputs.typeIds();
        if (typeIds != null) {
            named.add(typeIds);
        }
        Set<String> found = new TreeSet<>(model.getBlock().describeInput().keys());
        if (!named.equals(found)) {
            problems.add("model.inputs: " + named + " (expected: the graph's " + found + ")");
        }
    }

    private void checkRoom() {
        BundleManifest manifest = bundle.manifest();
        int window = manifest.limits().window();
        int room = window - tokenizer.specialTokens();
        if (room < 1) {
            problems.add("text.window: " + window + " (expected: > " + tokenizer.specialTokens() + " special tokens)");
        } else if (manifest.pooling() == Pooling.IN_GRAPH && manifest.limits().maxTextTokens() > room) {
            problems.add("text.maxTextTokens: " + manifest.limits().maxTextTokens() + " (expected: <= " + room
                    + ", which one window holds)");
        }
    }

    /** Runs the longest window there can be: a window that the model does not take must not be found out in production. */
    private void checkRun(ItemEncoder encoder) {
        int window = bundle.manifest().limits().window();
        long[] ids = new long[window];
        Arrays.fill(ids, encoder.tokenize("a").windows().get(0).ids()[0]);
        try {
            checkStates(encoder.run(List.of(new TokenWindow(ids))).get(0), window);
        } catch (EncoderException e) {
            problems.add("model: does not run a window of " + window + " positions: " + e.getMessage());
        }
    }

    private void checkStates(PositionStates states, int window) {
        int dimension = bundle.shape().dimension();
        if (states.dimension() != dimension) {
            problems.add("dimension: " + dimension + " (expected: the graph's " + states.dimension() + ")");
        }
        boolean inGraph = bundle.manifest().pooling() == Pooling.IN_GRAPH;
        int rows = inGraph ? bundle.shape().tokens() : window;
        if (states.positions() != rows) {
            problems.add((inGraph ? "tokensPerItem: " : "text.window: ") + rows + " (expected: the "
                    + states.positions() + " rows that output " + graph.output() + " has)");
        }
    }
}
