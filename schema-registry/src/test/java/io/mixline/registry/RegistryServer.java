package io.mixline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.jspecify.annotations.Nullable;

/** A schema registry over HTTP that answers as Confluent's does: ids, subjects, compatibility, and its error codes. */
public final class RegistryServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<Integer, String> answers = new TreeMap<>();
    private final Map<String, List<Integer>> versions = new TreeMap<>();
    private final Map<String, String> compatibility = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private @Nullable String authorization;
    private int failures;
    private int failure;

    private RegistryServer(HttpServer server) {
        this.server = server;
    }

    /** On a free port of the loopback address. */
    public static RegistryServer start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RegistryServer registry = new RegistryServer(server);
        server.createContext("/", registry::handle);
        server.start();
        return registry;
    }

    public String url() {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    /** Registers as another client would. */
    public synchronized int register(String subject, String schema) {
        return register(subject, new Schema.Parser().parse(schema));
    }

    private int register(String subject, Schema schema) {
        String body = json(Map.of("schema", schema.toString()));
        int id = answers.entrySet().stream()
                .filter(known -> known.getValue().equals(body))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(answers.size() + 1);
        answers.put(id, body);
        List<Integer> ids = versions.computeIfAbsent(subject, absent -> new ArrayList<>());
        if (!ids.contains(id)) {
            ids.add(id);
        }
        return id;
    }

    /** Another kind of schema, under an id. */
    public synchronized void answer(int id, String body) {
        answers.put(id, body);
    }

    /** Every request from now on must bring that header. */
    public synchronized void requireAuthorization(String header) {
        authorization = header;
    }

    /** So many of the next requests fail with that status. */
    public synchronized void failNext(int count, int status) {
        failures = count;
        failure = status;
    }

    /** Methods and paths that were asked for. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    public synchronized List<String> subjects() {
        return List.copyOf(versions.keySet());
    }

    public synchronized Map<String, String> compatibility() {
        return Map.copyOf(compatibility);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (failures > 0) {
            failures--;
            send(exchange, failure, error(failure * 100 + 1, "told to fail"));
        } else if (authorization != null
                && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, error(401, "Unauthorized"));
        } else {
            answer(exchange, path.substring(1).split("/"), body);
        }
    }

    private void answer(HttpExchange exchange, String[] path, JsonNode body) throws IOException {
        String method = exchange.getRequestMethod();
        if (method.equals("GET") && path.length == 3 && path[0].equals("schemas") && path[1].equals("ids")) {
            @Nullable String answer = answers.get(Integer.parseInt(path[2]));
            if (answer == null) {
                send(exchange, 404, error(40403, "Schema " + path[2] + " not found"));
            } else {
                send(exchange, 200, answer);
            }
        } else if (method.equals("POST") && path[0].equals("subjects") && path.length >= 2) {
            String subject = URLDecoder.decode(path[1], StandardCharsets.UTF_8);
            Schema schema = new Schema.Parser().parse(body.path("schema").asText());
            if (path.length == 2) {
                lookUp(exchange, subject, schema);
            } else {
                register(exchange, subject, schema);
            }
        } else if (method.equals("PUT") && path.length == 2 && path[0].equals("config")) {
            compatibility.put(
                    URLDecoder.decode(path[1], StandardCharsets.UTF_8),
                    body.path("compatibility").asText());
            send(exchange, 200, body.toString());
        } else {
            send(exchange, 404, "<html>no such page</html>");
        }
    }

    private void lookUp(HttpExchange exchange, String subject, Schema schema) throws IOException {
        List<Integer> ids = versions.getOrDefault(subject, List.of());
        if (ids.isEmpty()) {
            send(exchange, 404, error(40401, "Subject '" + subject + "' not found."));
            return;
        }
        for (int id : ids) {
            if (schema.equals(known(id))) {
                send(exchange, 200, json(Map.of("subject", subject, "id", id)));
                return;
            }
        }
        send(exchange, 404, error(40403, "Schema not found"));
    }

    private void register(HttpExchange exchange, String subject, Schema schema) throws IOException {
        List<Schema> before = versions.getOrDefault(subject, List.of()).stream()
                .map(this::known)
                .toList();
        SchemaValidator backward =
                new SchemaValidatorBuilder().canReadStrategy().validateAll();
        try {
            backward.validate(schema, before);
            send(exchange, 200, json(Map.of("id", register(subject, schema))));
        } catch (SchemaValidationException e) {
            send(exchange, 409, error(409, "Schema being registered is incompatible with an earlier schema"));
        }
    }

    private Schema known(int id) {
        try {
            return new Schema.Parser()
                    .parse(JSON.readTree(answers.getOrDefault(id, "{}"))
                            .path("schema")
                            .asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String error(int code, String message) {
        return json(Map.of("error_code", code, "message", message));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
