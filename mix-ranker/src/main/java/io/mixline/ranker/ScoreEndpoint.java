package io.mixline.ranker;

import java.net.URI;
import java.util.Optional;

/**
 * Where scores come from.
 *
 * @param uri SGLang's server, such as {@code http://ranker:30000}; behind a proxy with the path before {@code /v1/score}
 * @param servedModel the name by which SGLang serves the ranker
 * @param apiKey sent as a bearer token, where SGLang was started with one; never shown
 */
public record ScoreEndpoint(URI uri, String servedModel, Optional<String> apiKey, RequestLimits limits) {

    private static final String SCORE_PATH = "/v1/score";

    public ScoreEndpoint {
        String scheme = uri.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || uri.getHost() == null) {
            throw new IllegalArgumentException("uri: " + uri + " (expected: an absolute http or https address)");
        }
        if (uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || base(uri).endsWith(SCORE_PATH)) {
            throw new IllegalArgumentException(
                    "uri: " + uri + " (expected: the server alone, such as http://ranker:30000, without " + SCORE_PATH
                            + ", query or fragment)");
        }
        if (servedModel.isBlank()) {
            throw new IllegalArgumentException("servedModel: \"" + servedModel + "\" (expected: not blank)");
        }
        if (apiKey.isPresent() && !apiKey.get().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("apiKey: hidden (expected: printable ASCII without spaces)");
        }
    }

    /** Without a key, in the default limits. */
    public static ScoreEndpoint at(URI uri, String servedModel) {
        return new ScoreEndpoint(uri, servedModel, Optional.empty(), RequestLimits.defaults());
    }

    public ScoreEndpoint withApiKey(String key) {
        return new ScoreEndpoint(uri, servedModel, Optional.of(key), limits);
    }

    public ScoreEndpoint withLimits(RequestLimits changed) {
        return new ScoreEndpoint(uri, servedModel, apiKey, changed);
    }

    /** Where scores are asked for. */
    URI scoreUri() {
        return URI.create(base(uri) + SCORE_PATH);
    }

    private static String base(URI uri) {
        return uri.toString().replaceFirst("/+$", "");
    }

    @Override
    public String toString() {
        return servedModel + " at " + uri + (apiKey.isPresent() ? " with a key, " : ", ") + limits;
    }
}
