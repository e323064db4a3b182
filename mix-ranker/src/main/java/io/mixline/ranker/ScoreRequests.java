package io.mixline.ranker;

import io.mixline.ranker.RankerException.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The HTTP requests of one call: fills one with items, sends it, goes on with the next, and waits where too many are on
 * their way. The first failure ends the call; closing gives up what is still on its way. Not thread-safe.
 */
final class ScoreRequests implements AutoCloseable {

    private static final int ANSWER_BYTES = 1 << 20;
    private static final int ANSWER_BYTES_OF_A_SCORE = 32;

    private final HttpClient http;
    private final RankerSettings settings;
    private final byte[] head;
    private final Deadline deadline;

    private final Deque<Sent> inFlight = new ArrayDeque<>();
    private final Map<Integer, List<Double>> scores = new HashMap<>();
    private List<EncodedItem> filling = new ArrayList<>();
    private long fillingBytes;

    /**
     * @param head of every body; handed over
     */
    ScoreRequests(HttpClient http, RankerSettings settings, byte[] head, Deadline deadline) {
        this.http = http;
        this.settings = settings;
        this.head = head;
        this.deadline = deadline;
        this.fillingBytes = ScoreJson.emptyBytes(head);
    }

    /** A request on its way. */
    private record Sent(List<EncodedItem> items, CompletableFuture<HttpResponse<byte[]>> answer) {

        int first() {
            return items.get(0).position();
        }

        int last() {
            return items.get(items.size() - 1).position();
        }
    }

    void add(EncodedItem item) {
        RequestLimits limits = settings.endpoint().limits();
        long alone = ScoreJson.emptyBytes(head) + item.bytes();
        if (alone > limits.maxBytes()) {
            throw new RankerException(
                    Kind.BAD_INPUT,
                    "candidates[" + item.position() + "]: a request of " + alone + " bytes (expected: <= "
                            + limits.maxBytes() + ")");
        }
        if (filling.size() == limits.maxItems() || fillingBytes + item.bytes() > limits.maxBytes()) {
            send();
        }
        filling.add(item);
        fillingBytes += item.bytes();
    }

    /** The scores of every item that was added, by its position. */
    Map<Integer, List<Double>> scores() {
        if (!filling.isEmpty()) {
            send();
        }
        while (!inFlight.isEmpty()) {
            receive();
        }
        return scores;
    }

    private void send() {
        while (inFlight.size() >= settings.endpoint().limits().maxInFlight()) {
            receive();
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.endpoint().scoreUri())
                .timeout(deadline.remaining("all was sent"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(ScoreJson.body(head, filling)));
        settings.endpoint().apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        int answerBytes = ANSWER_BYTES
                + ANSWER_BYTES_OF_A_SCORE
                        * filling.size()
                        * settings.labels().ids().size();
        inFlight.add(new Sent(filling, http.sendAsync(request.build(), ignored -> new BoundedBody(answerBytes))));
        filling = new ArrayList<>();
        fillingBytes = ScoreJson.emptyBytes(head);
    }

    private void receive() {
        Sent sent = inFlight.element();
        HttpResponse<byte[]> answer = answer(sent);
        inFlight.remove();
        List<List<Double>> read;
        try {
            read = ScoreAnswer.scores(
                    answer.statusCode(),
                    answer.body(),
                    sent.items().size(),
                    settings.labels().ids().size());
        } catch (RankerException e) {
            throw new RankerException(e.kind(), e.getMessage() + ", " + about(sent), e);
        }
        for (int i = 0; i < read.size(); i++) {
            scores.put(sent.items().get(i).position(), read.get(i));
        }
    }

    private HttpResponse<byte[]> answer(Sent sent) {
        try {
            long left = deadline.remaining("SGLang answered, " + about(sent)).toNanos();
            return sent.answer().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw deadline.passed("SGLang answered, " + about(sent));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof HttpTimeoutException) {
                throw deadline.passed("SGLang answered, " + about(sent));
            }
            Kind kind = cause instanceof IOException ? Kind.RETRYABLE : Kind.FATAL;
            throw new RankerException(kind, about(sent) + ": " + cause, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RankerException(Kind.RETRYABLE, "interrupted, " + about(sent), e);
        }
    }

    private String about(Sent sent) {
        return "candidates " + sent.first() + " to " + sent.last() + " at "
                + settings.endpoint().scoreUri();
    }

    @Override
    public void close() {
        inFlight.forEach(sent -> sent.answer().cancel(true));
        inFlight.clear();
    }
}
