package io.mixline.jobs.writer;

import io.mixline.schemas.EmbeddingModel;
import io.mixline.schemas.WriterClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Decides whether a run may start, by what its state and the control topic say. Never by what the job was started with:
 * a forgotten savepoint looks like a first start.
 */
public final class StartGuard {

    private final EmbeddingModel model;
    private final ClaimHistory claims;

    StartGuard(EmbeddingModel model, ClaimHistory claims) {
        this.model = model;
        this.claims = claims;
    }

    /**
     * A run without a state, which is right only where there is nothing to know.
     *
     * @param holdsEmbeddings asked only where it matters
     */
    List<String> withoutState(RunStart run, String topic, BooleanSupplier holdsEmbeddings) {
        List<String> problems = otherModel(topic);
        boolean goesOnFromItsOwnFirstRun = run.attempt() > 0
                && claims.newest().map(WriterClaim::run).filter(run::isSameJob).isPresent();
        if (!goesOnFromItsOwnFirstRun && holdsEmbeddings.getAsBoolean()) {
            problems.add("state of the job: none, though topic " + topic
                    + " holds embeddings (expected: a start from the last savepoint or checkpoint; where both are lost, "
                    + StartRefusedException.SEED + ")");
        }
        return problems;
    }

    /**
     * A run that goes on from a state.
     *
     * @param known ids, by name, of the topics that the state speaks of
     * @param now the ids of the topics that are there
     */
    List<String> withState(Map<String, String> known, Map<String, String> now, String topic) {
        List<String> problems = otherModel(topic);
        if (!known.containsKey(topic)) {
            problems.add(
                    "state of the job: of the topics " + new TreeSet<>(known.keySet()) + " (expected: of topic " + topic
                            + "; what it calls unchanged was never written there: start another model version without a state)");
        }
        known.forEach((name, id) -> {
            String there = now.get(name);
            if (there != null && !there.equals(id)) {
                problems.add("topic " + name + ": made again since the state was saved, id " + there + " (expected: id "
                        + id + ", whose positions and embeddings the state knows; else " + StartRefusedException.SEED
                        + ")");
            }
        });
        return problems;
    }

    private List<String> otherModel(String topic) {
        return otherModel(model, claims, topic);
    }

    /**
     * What is wrong with writing that model to a topic, or building a state for it out of the topic.
     *
     * @param claims to that topic, in the order of the control topic
     */
    public static List<String> otherModel(EmbeddingModel model, List<WriterClaim> claims, String topic) {
        return otherModel(model, new ClaimHistory(claims), topic);
    }

    private static List<String> otherModel(EmbeddingModel model, ClaimHistory claims, String topic) {
        List<String> problems = new ArrayList<>();
        claims.first()
                .map(WriterClaim::model)
                .filter(first -> !first.equals(model))
                .ifPresent(
                        first -> problems.add(
                                "model of topic " + topic + ": " + described(model) + " (expected: " + described(first)
                                        + ", which made the topic; another model needs a model version of its own in bundle.yaml)"));
        return problems;
    }

    private static String described(EmbeddingModel model) {
        return "space " + model.space() + ", fingerprint " + model.fingerprint();
    }
}
