package io.mixline.cache.host;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What a host's endpoint answers. */
record Scrape(String text) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static Scrape of(CacheHost host) {
        return new Scrape(get(host, "/metrics").body());
    }

    static int status(CacheHost host, String path) {
        return get(host, path).statusCode();
    }

    static String body(CacheHost host, String path) {
        return get(host, path).body();
    }

    /** The value of a line such as {@code name{label="value"}}, its labels in the order of the alphabet. */
    double value(String line) {
        return text.lines()
                .filter(candidate -> candidate.startsWith(line + " "))
                .mapToDouble(candidate -> Double.parseDouble(candidate.substring(line.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(line + " is not in\n" + text));
    }

    private static HttpResponse<String> get(CacheHost host, String path) {
        URI uri = URI.create("http://127.0.0.1:" + host.httpAddress().getPort() + path);
        try {
            return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(uri.toString(), e);
        }
    }
}
