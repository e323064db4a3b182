package io.mixline.ranker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mixline.ranker.RankerException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code /v1/score} answers: as many scores as items and labels, or why not. */
final class ScoreAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_CHARACTERS = 1000;

    private ScoreAnswer() {}

    /**
     * The scores, in the order of the request's items and labels.
     *
     * @throws RankerException with what SGLang says where it refuses, and for scores that are not those asked for
     */
    static List<List<Double>> scores(int status, byte[] body, int items, int labels) {
        if (status != 200) {
            throw new RankerException(kind(status), "SGLang answered " + status + ": " + message(body));
        }
        JsonNode scores = parsed(body).path("scores");
        if (!scores.isArray() || scores.size() != items) {
            throw unexpected(scores.isArray() ? scores.size() + " lists of scores" : "no list of scores", items + "");
        }
        List<List<Double>> read = new ArrayList<>();
        for (JsonNode item : scores) {
            if (!item.isArray() || item.size() != labels) {
                throw unexpected(
                        "scores[" + read.size() + "] of " + item.size() + " labels", labels + ", those asked for");
            }
            List<Double> ofLabels = new ArrayList<>();
            for (JsonNode score : item) {
                if (!score.isNumber() || !Double.isFinite(score.doubleValue())) {
                    // What is no number is written as null, or as a name that JSON does not know.
                    throw new RankerException(
                            Kind.BAD_INPUT, "scores[" + read.size() + "]: " + score + " (expected: finite numbers)");
                }
                ofLabels.add(score.doubleValue());
            }
            read.add(ofLabels);
        }
        return read;
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new RankerException(Kind.FATAL, "SGLang answered no JSON: " + shown(body), e);
        }
    }

    private static RankerException unexpected(String found, String expected) {
        return new RankerException(Kind.FATAL, "SGLang answered " + found + " (expected: " + expected + ")");
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 400, 413, 422 -> Kind.BAD_INPUT;
            case 408, 429 -> Kind.RETRYABLE;
            default -> status >= 500 ? Kind.RETRYABLE : Kind.FATAL;
        };
    }

    /** Where SGLang, the OpenAI form and FastAPI put it; else the body's beginning. */
    private static String message(byte[] body) {
        try {
            JsonNode answer = JSON.readTree(body);
            for (JsonNode message :
                    List.of(answer.path("message"), answer.path("error").path("message"), answer.path("detail"))) {
                if (!message.isMissingNode()) {
                    return shortened(message.isTextual() ? message.textValue() : message.toString());
                }
            }
        } catch (IOException e) {
            return shown(body); // a proxy's page
        }
        return shown(body);
    }

    private static String shown(byte[] body) {
        return shortened(new String(body, StandardCharsets.UTF_8));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
