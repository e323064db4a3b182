package io.mixline.benchmarks.encoder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.output.TokenUsage;
import io.mixline.encoder.TokenWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * langchain4j's in-process embedding, {@code OnnxEmbeddingModel.embedAll}, as it comes. It takes 510 tokens a text and the
 * tokeniser file that the model is published with cuts at 128: so it is given our windows as texts of their own, and a
 * copy of that file without truncation. It pools each to one vector.
 */
final class LangChain4jRival implements Rival {

    private final List<List<TextSegment>> segmentsOfTexts = new ArrayList<>();
    private final OnnxEmbeddingModel model;

    LangChain4jRival(ComparisonTexts texts, List<List<TokenWindow>> windowsOfTexts, Path bundle) throws IOException {
        for (int text = 0; text < texts.count(); text++) {
            segmentsOfTexts.add(segments(texts.words(text), windowsOfTexts.get(text)));
        }
        this.model = new OnnxEmbeddingModel(
                bundle.resolve("model.onnx"), withoutTruncation(bundle.resolve("tokenizer.json")), PoolingMode.MEAN);
    }

    /** The words of each window; a word is a token, and a window has two special tokens besides. */
    private static List<TextSegment> segments(String[] words, List<TokenWindow> windows) {
        List<TextSegment> segments = new ArrayList<>();
        int from = 0;
        for (TokenWindow window : windows) {
            int to = from + window.length() - 2;
            segments.add(TextSegment.from(String.join(" ", Arrays.copyOfRange(words, from, to))));
            from = to;
        }
        return segments;
    }

    private static Path withoutTruncation(Path tokenizer) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode tree = (ObjectNode) json.readTree(tokenizer.toFile());
        tree.putNull("truncation");
        tree.putNull("padding");
        Path copy = Files.createTempFile("tokenizer", ".json");
        copy.toFile().deleteOnExit();
        json.writeValue(copy.toFile(), tree);
        return copy;
    }

    @Override
    public String name() {
        return "langchain4j, in-process embedding";
    }

    @Override
    public long encode(List<Integer> texts) {
        List<TextSegment> segments = new ArrayList<>();
        texts.forEach(text -> segments.addAll(segmentsOfTexts.get(text)));
        TokenUsage usage = Objects.requireNonNull(model.embedAll(segments).tokenUsage());
        return usage.inputTokenCount() + 2L * segments.size();
    }

    @Override
    public void close() {}
}
