package io.mixline.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mixline.schemas.codec.SchemaRegistryException;
import io.mixline.schemas.codec.SchemaRegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests to a registry, again where the failure may pass. Thread-safe. */
final class RegistryRequests {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryRequests.class);
    private static final String JSON = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    private final ObjectMapper mapper = new ObjectMapper();
    private final RegistryAddress address;
    private final RegistryPatience patience;
    private final Pause pause;
    private final HttpClient client;

    RegistryRequests(RegistryAddress address, RegistryPatience patience, Pause pause) {
        this.address = address;
        this.patience = patience;
        this.pause = pause;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience.timeout())
                .build();
    }

    RegistryAnswer get(String path) {
        return send("GET", path, null);
    }

    /** @param body written as JSON */
    RegistryAnswer send(String method, String path, @Nullable Object body) {
        HttpRequest request = request(method, path, body);
        String doing = method + " " + address + path;
        for (int attempt = 1; ; attempt++) {
            String failure;
            @Nullable IOException cause = null;
            try {
                RegistryAnswer answer = ask(request);
                if (!answer.mayPass()) {
                    return answer;
                }
                failure = answer.message();
            } catch (IOException e) {
                failure = e.toString();
                cause = e;
            } catch (InterruptedException e) {
                throw interrupted(doing, e);
            }
            if (attempt >= patience.attempts()) {
                throw new SchemaRegistryException(
                        Kind.RETRYABLE,
                        doing + ": " + failure + ", " + attempt + " times (expected: an answer)",
                        cause);
            }
            LOG.warn("{}: {}; attempt {} of {}. Is the registry up?", doing, failure, attempt, patience.attempts());
            pause(patience.backoffAfter(attempt));
        }
    }

    void pause(Duration time) {
        try {
            pause.sleep(time);
        } catch (InterruptedException e) {
            throw interrupted("waiting for " + address, e);
        }
    }

    private HttpRequest request(String method, String path, @Nullable Object body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.at(path))
                .timeout(patience.timeout())
                .header("Accept", JSON + ", application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json(body)));
        if (body != null) {
            request.header("Content-Type", JSON);
        }
        @Nullable String authorization = address.authorization();
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return request.build();
    }

    private RegistryAnswer ask(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new SchemaRegistryException(
                        Kind.FATAL,
                        request.uri() + ": an answer of more than " + MAX_BODY_BYTES + " bytes (expected: fewer)",
                        null);
            }
            return new RegistryAnswer(response.statusCode(), mapper.readTree(bytes));
        } catch (JsonProcessingException e) {
            return new RegistryAnswer(response.statusCode(), MissingNode.getInstance());
        }
    }

    private String json(Object body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("body: " + body + " (expected: what can be JSON)", e);
        }
    }

    private static SchemaRegistryException interrupted(String doing, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new SchemaRegistryException(Kind.RETRYABLE, doing + ": interrupted", e);
    }
}
