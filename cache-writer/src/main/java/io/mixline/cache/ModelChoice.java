package io.mixline.cache;

import io.mixline.client.ReadRefusedException;
import io.mixline.client.ReadRefusedException.Reason;
import io.mixline.client.ReadRequest;
import java.util.List;

/**
 * Decides which model answers a request: of those that live in its space and that it accepts, the one that was seen
 * first. That is the current one of the space: a model that comes later is only loading until it is promoted.
 */
final class ModelChoice {

    private ModelChoice() {}

    static CachedModel choose(ReadRequest request, List<CachedModel> firstSeenFirst) {
        List<CachedModel> ofSpace = firstSeenFirst.stream()
                .filter(held -> held.model().space().equals(request.space()))
                .toList();
        if (ofSpace.isEmpty()) {
            throw new ReadRefusedException(
                    Reason.UNKNOWN_SPACE,
                    "space: " + request.space() + " (expected: one of those held, "
                            + firstSeenFirst.stream()
                                    .map(held -> held.model().space())
                                    .distinct()
                                    .toList()
                            + ")");
        }
        return ofSpace.stream()
                .filter(held -> request.accepted().isEmpty()
                        || request.accepted().contains(held.model().fingerprint()))
                .findFirst()
                .orElseThrow(() -> new ReadRefusedException(
                        Reason.NO_ACCEPTED_MODEL,
                        "accepted fingerprints: " + request.accepted() + " (expected: one of those held of "
                                + request.space() + ", "
                                + ofSpace.stream()
                                        .map(held -> held.model().fingerprint())
                                        .toList()
                                + ")"));
    }
}
