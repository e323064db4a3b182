package io.mixline.ranker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A score API with the validation rules of SGLang's source (autumn 2026), real HTTP and a real tokeniser. A score depends
 * on every id and every number of a vector and on where each stands, so that a wrong row or order gives another one.
 */
final class ScoreServer implements AutoCloseable {

    /** What a server does with a request, other than score it. */
    interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int dimension;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile @Nullable Answering answering;

    ScoreServer(int dimension) {
        this.dimension = dimension;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException("no port", e);
        }
        http.createContext("/v1/score", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Every request's body, in the order of arrival. */
    List<JsonNode> requests() {
        return requests;
    }

    List<String> authorizations() {
        return authorizations;
    }

    void answerBy(Answering other) {
        answering = other;
    }

    void answerWith(int status, String body) {
        answering = exchange -> respond(exchange, status, body);
    }

    static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        requests.add(request);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "none" : authorization);
        Answering other = answering;
        if (other != null) {
            other.answer(exchange);
            return;
        }
        try {
            respond(exchange, 200, score(request).toString());
        } catch (IllegalArgumentException e) {
            ObjectNode error = JSON.createObjectNode()
                    .put("object", "error")
                    .put("message", e.getMessage())
                    .put("type", "BadRequestError")
                    .putNull("param")
                    .put("code", 400);
            respond(exchange, 400, error.toString());
        }
    }

    private ObjectNode score(JsonNode request) {
        List<Integer> labels = labels(request.path("label_token_ids"));
        JsonNode items = request.path("items");
        JsonNode overrides = request.path("item_embed_overrides");
        boolean hasEmbeds = overrides.isArray();
        if (hasEmbeds && !request.path("embed_override_token_id").isInt()) {
            throw new IllegalArgumentException("embed_override_token_id is required when query_embed_overrides "
                    + "or item_embed_overrides are supplied.");
        }
        if (hasEmbeds && request.path("item_first").booleanValue()) {
            throw new IllegalArgumentException("item_first is not supported when embeddings are supplied");
        }
        if (hasEmbeds && overrides.size() != items.size()) {
            throw new IllegalArgumentException("item_embed_overrides length (" + overrides.size()
                    + ") must match items length (" + items.size() + ").");
        }
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode scores = answer.putArray("scores");
        for (int i = 0; i < items.size(); i++) {
            List<float[]> vectors = new ArrayList<>();
            if (hasEmbeds && !overrides.get(i).isNull()) {
                vectors = vectors(overrides.get(i));
                checkOccurrences(request, items.get(i).textValue(), i, vectors.size());
            }
            ArrayNode ofItem = scores.addArray();
            for (int label : labels) {
                ofItem.add(score(request.path("query").textValue(), items.get(i).textValue(), vectors, label));
            }
        }
        answer.put("model", request.path("model").textValue());
        answer.putObject("usage").put("prompt_tokens", 1).put("total_tokens", 1);
        return answer.put("object", "scoring");
    }

    private static List<Integer> labels(JsonNode ids) {
        if (!ids.isArray() || ids.isEmpty()) {
            throw new IllegalArgumentException("label_token_ids must be a nonempty list");
        }
        List<Integer> labels = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (JsonNode id : ids) {
            if (!id.isInt() || id.intValue() < 0) {
                throw new IllegalArgumentException("label_token_ids must contain nonnegative integers");
            }
            if (!seen.add(id.intValue())) {
                throw new IllegalArgumentException("label_token_ids must not contain duplicate tokens");
            }
            if (id.intValue() >= TinyTokenizer.VOCABULARY) {
                throw new IllegalArgumentException(
                        "Token ID " + id + " is out of vocabulary (vocab size: " + TinyTokenizer.VOCABULARY + ")");
            }
            labels.add(id.intValue());
        }
        return labels;
    }

    private static void checkOccurrences(JsonNode request, String item, int index, int vectors) {
        int placeholder = request.path("embed_override_token_id").intValue();
        long occurrences =
                TinyTokenizer.ids(item).stream().filter(id -> id == placeholder).count();
        if (occurrences != vectors) {
            throw new IllegalArgumentException("items[" + index + "] contains " + occurrences
                    + " occurrences of embed_override_token_id=" + placeholder + ", but " + vectors
                    + " override embeddings were provided.");
        }
    }

    private List<float[]> vectors(JsonNode override) {
        List<float[]> vectors = new ArrayList<>();
        for (JsonNode numbers : override) {
            if (numbers.size() != dimension) {
                throw new IllegalArgumentException("positional_embed_overrides hidden_dim (" + numbers.size()
                        + ") does not match model hidden_size (" + dimension + ").");
            }
            float[] vector = new float[numbers.size()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) numbers.get(i).doubleValue(); // a double first, as Python reads it
            }
            vectors.add(vector);
        }
        if (vectors.isEmpty()) {
            throw new IllegalArgumentException("positional_embed_overrides embeds must be a non-empty list");
        }
        return vectors;
    }

    /** The score of one label, for who knows what was meant to be sent. */
    static double score(String query, String item, List<float[]> vectors, int label) {
        double score = label * 1e-3;
        int place = 1;
        for (String text : List.of(query, item)) {
            for (int id : TinyTokenizer.ids(text)) {
                score += 1e-6 * place++ * id;
            }
        }
        for (float[] vector : vectors) {
            for (float number : vector) {
                score += place++ * (double) number;
            }
        }
        return score;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
