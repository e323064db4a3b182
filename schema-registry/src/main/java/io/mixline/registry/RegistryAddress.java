package io.mixline.registry;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a registry's REST API begins, and who asks. Prints without the password.
 *
 * @param url such as {@code https://registry:8081}, or {@code http://apicurio:8080/apis/ccompat/v7}
 * @param user null for a registry that asks for none
 */
public record RegistryAddress(
        String url, @Nullable String user, @Nullable String password) implements Serializable {

    public RegistryAddress {
        url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException(
                    "registry.user, registry.password: one of them (expected: both or none)");
        }
    }

    /** As configured. */
    static RegistryAddress parse(String url, @Nullable String user, @Nullable String password) {
        if (!isPlain(url)) {
            throw new IllegalArgumentException(
                    "registry.url: another one (expected: http://host:port/path or https://, without user and query)");
        }
        return new RegistryAddress(url, user, password);
    }

    private static boolean isPlain(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && List.of("http", "https").contains(uri.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    URI at(String path) {
        return URI.create(url + path);
    }

    /** The header of basic authentication; null without a user. */
    @Nullable
    String authorization() {
        return user == null
                ? null
                : "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return url;
    }
}
