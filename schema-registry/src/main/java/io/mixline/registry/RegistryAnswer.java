package io.mixline.registry;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a registry answered.
 *
 * @param body a missing node where it is no JSON
 */
record RegistryAnswer(int status, JsonNode body) {

    private static final int NOT_FOUND = 404;

    boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** Busy, restarting, behind a proxy that is: not an answer yet. */
    boolean mayPass() {
        return status == 408 || status == 429 || status >= 500;
    }

    /**
     * Whether the registry itself says that there is no such schema, subject or version: by its own error codes, so that a
     * wrong path in the address, or a proxy's own page, is not taken for it.
     */
    boolean isNotThere() {
        int code = body.path("error_code").asInt();
        return status == NOT_FOUND && code >= 40401 && code <= 40403;
    }

    String message() {
        String message = body.path("message").asText();
        return status + (message.isEmpty() ? "" : ", " + message.substring(0, Math.min(message.length(), 500)));
    }
}
