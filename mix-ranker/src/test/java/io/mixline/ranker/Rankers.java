package io.mixline.ranker;

import io.mixline.schemas.EmbeddingDtype;
import io.mixline.schemas.EmbeddingShape;
import io.mixline.schemas.ItemId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Settings, rows and requests for the tests of this package: two tokens of three numbers an item. */
final class Rankers {

    static final EmbeddingShape SHAPE = new EmbeddingShape(2, 3, EmbeddingDtype.FLOAT32);
    /** No test but those of the deadline may meet it, however busy the machine is. */
    static final RequestLimits LIMITS = RequestLimits.defaults().withDeadline(Duration.ofMinutes(5));

    static final Placeholder PLACEHOLDER = new Placeholder(TinyTokenizer.PLACEHOLDER, TinyTokenizer.PLACEHOLDER_ID);
    static final PromptFormat PROMPTS = new PromptFormat(
            PLACEHOLDER,
            Set.of(TinyTokenizer.TURN_END),
            PromptTemplate.parse("Query: {query}<|im_end|>\n"),
            PromptTemplate.parse("Job {tokens} {shortText}<|im_end|>"),
            PromptTemplate.parse("Job {text}<|im_end|>"));

    private Rankers() {}

    static RankerSettings settings(ScoreServer server) {
        return settings(server, ItemFallbacks.strict(), LIMITS);
    }

    static RankerSettings settings(ScoreServer server, ItemFallbacks fallbacks, RequestLimits limits) {
        return new RankerSettings(
                ScoreEndpoint.at(server.uri(), "ranker").withLimits(limits),
                RankerModel.trainedWith(MemoryReader.SPACE, SHAPE.dimension()),
                new LabelTokens(List.of(7, 3), LabelTokens.Scale.PROBABILITY),
                PROMPTS,
                fallbacks);
    }

    static ScoreRequest request(String query, String... ids) {
        return ScoreRequest.of(query, Stream.of(ids).map(ItemId::new).toList());
    }

    /** A row of FLOAT32. */
    static byte[] row(float... numbers) {
        ByteBuffer row = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            row.putFloat(number);
        }
        return row.array();
    }

    /** What the server must have answered for an item of tokens, for the first label. */
    static double scoreOfTokens(String query, String shortText, float... numbers) {
        List<float[]> vectors = List.of(
                new float[] {numbers[0], numbers[1], numbers[2]}, new float[] {numbers[3], numbers[4], numbers[5]});
        return ScoreServer.score(
                "Query: " + query + "<|im_end|>\n", "Job <|embed|><|embed|> " + shortText + "<|im_end|>", vectors, 7);
    }

    static double scoreOfText(String query, String text) {
        return ScoreServer.score("Query: " + query + "<|im_end|>\n", "Job " + text + "<|im_end|>", List.of(), 7);
    }
}
