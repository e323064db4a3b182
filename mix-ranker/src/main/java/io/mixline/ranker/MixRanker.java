package io.mixline.ranker;

import io.mixline.client.EmbeddingBatch;
import io.mixline.client.EmbeddingReader;
import io.mixline.client.ReadExtra;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRequest;
import io.mixline.ranker.RankerException.Kind;
import io.mixline.schemas.EmbeddingModel;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Scores a query against candidates by mix interaction (MixLM, arXiv 2512.07846): the query as text, each item as its
 * embedding tokens out of the cache, over SGLang's {@code /v1/score}. Thread-safe.
 *
 * <p>This is the compatible way, not the fast one: HTTP carries embedding tokens as decimal text, several times their size.
 */
public final class MixRanker {

    private final EmbeddingReader reader;
    private final RankerSettings settings;
    private final PromptComposer prompts;
    private final ScoreJson json;
    private final HttpClient http;
    private final LongSupplier nanoClock;

    public MixRanker(EmbeddingReader reader, RankerSettings settings) {
        this(reader, settings, System::nanoTime);
    }

    MixRanker(EmbeddingReader reader, RankerSettings settings, LongSupplier nanoClock) {
        this.reader = reader;
        this.settings = settings;
        this.prompts = new PromptComposer(settings.prompts());
        this.json = new ScoreJson(settings);
        // SGLang's server speaks HTTP/1.1 and warns of every offer to upgrade.
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.nanoClock = nanoClock;
    }

    /**
     * One score for each candidate, in their order. Every row comes from one read, hence from one model.
     *
     * @throws RankerException where any of them could not be scored; nothing was sent if the tokens are not those that the
     *     ranker was trained with
     */
    public List<ItemScore> score(ScoreRequest request) {
        if (request.candidates().isEmpty()) {
            return List.of();
        }
        Deadline deadline = Deadline.in(settings.endpoint().limits().deadline(), nanoClock);
        String query = prompts.query(request.query());
        EmbeddingBatch batch = read(request);
        deadline.remaining("the cache had answered");
        check(batch, request.candidates().size());
        List<Presentation> presentations = presentations(request.candidates(), batch);
        try (ScoreRequests requests = new ScoreRequests(http, settings, json.head(query), deadline)) {
            for (int i = 0; i < batch.size(); i++) {
                if (presentations.get(i).isSent()) {
                    requests.add(encoded(
                            i, presentations.get(i), request.candidates().get(i), batch));
                }
            }
            return results(request.candidates(), batch, presentations, requests.scores());
        }
    }

    private EmbeddingBatch read(ScoreRequest request) {
        ReadRequest read = ReadRequest.current(
                        settings.model().space(),
                        request.candidates().stream().map(Candidate::itemId).toList())
                .accepting(settings.model().accepted())
                .withStaleness(request.staleness());
        try {
            return reader.read(settings.needsShortTexts() ? read.with(ReadExtra.SHORT_TEXTS) : read);
        } catch (ReadRefusedException e) {
            Kind kind = e.reason().isRetryable() ? Kind.RETRYABLE : Kind.BAD_INPUT;
            throw new RankerException(kind, "the cache refused: " + e.getMessage(), e);
        }
    }

    /** Whether the rows are what the ranker's model was trained with: else its scores would be plausible and wrong. */
    private void check(EmbeddingBatch batch, int candidates) {
        RankerModel trained = settings.model();
        EmbeddingModel read = batch.model();
        if (!read.space().equals(trained.space())) {
            throw mismatch("embedding space: " + read.space(), trained.space() + ", as the ranker was trained with");
        }
        if (!trained.accepted().isEmpty() && !trained.accepted().contains(read.fingerprint())) {
            throw mismatch("model fingerprint: " + read.fingerprint(), "one of " + trained.accepted());
        }
        if (batch.itemShape().dimension() != trained.dimension()) {
            throw mismatch(
                    "dimension: " + batch.itemShape().dimension(), trained.dimension() + ", the ranker's hidden size");
        }
        if (batch.size() != candidates) {
            throw mismatch("rows: " + batch.size(), candidates + ", one for each candidate");
        }
        TokenNumbers.of(batch.itemShape().dtype());
    }

    private List<Presentation> presentations(List<Candidate> candidates, EmbeddingBatch batch) {
        List<Presentation> presentations = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            presentations.add(settings.fallbacks()
                    .presentation(
                            batch.status(i),
                            batch.row(i).shortText(),
                            candidates.get(i).text()));
        }
        return presentations;
    }

    private EncodedItem encoded(int i, Presentation presentation, Candidate candidate, EmbeddingBatch batch) {
        String shortText = Objects.requireNonNullElse(batch.row(i).shortText(), "");
        return switch (presentation) {
            case TOKENS ->
                ScoreJson.item(i, prompts.itemOfTokens(batch.itemShape().tokens(), shortText), batch);
            case SHORT_TEXT -> ScoreJson.item(i, prompts.itemOfText(shortText));
            case CALLER_TEXT -> ScoreJson.item(i, prompts.itemOfText(Objects.requireNonNullElse(candidate.text(), "")));
            case SKIPPED, FLOORED -> throw new IllegalArgumentException(presentation + " is not sent");
        };
    }

    private List<ItemScore> results(
            List<Candidate> candidates,
            EmbeddingBatch batch,
            List<Presentation> presentations,
            Map<Integer, List<Double>> scores) {
        List<ItemScore> results = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            List<Double> labelScores = scores.getOrDefault(i, List.of());
            OptionalDouble score = switch (presentations.get(i)) {
                case TOKENS, SHORT_TEXT, CALLER_TEXT -> OptionalDouble.of(labelScores.get(0));
                case SKIPPED -> OptionalDouble.empty();
                case FLOORED -> OptionalDouble.of(settings.fallbacks().floor());
            };
            results.add(new ItemScore(
                    candidates.get(i).itemId(), batch.status(i), presentations.get(i), score, labelScores));
        }
        return results;
    }

    private static RankerException mismatch(String found, String expected) {
        return new RankerException(Kind.FATAL, found + " (expected: " + expected + ")");
    }
}
