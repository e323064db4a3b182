package io.mixline.jobs.writer;

import io.mixline.schemas.WriterClaim;
import io.mixline.schemas.WriterClaim.WriterRun;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The claims to one topic that count: of several to an epoch the first. */
final class ClaimHistory {

    private final TreeMap<Long, WriterClaim> byEpoch = new TreeMap<>();

    /** @param claims in the order of the control topic */
    ClaimHistory(List<WriterClaim> claims) {
        claims.forEach(claim -> byEpoch.putIfAbsent(claim.writerEpoch(), claim));
    }

    /** The writer, unless nobody has claimed the topic so far. */
    Optional<WriterClaim> newest() {
        return byEpoch.isEmpty()
                ? Optional.empty()
                : Optional.of(byEpoch.lastEntry().getValue());
    }

    /** What tied the topic's model version to a model. */
    Optional<WriterClaim> first() {
        return byEpoch.isEmpty()
                ? Optional.empty()
                : Optional.of(byEpoch.firstEntry().getValue());
    }

    /** The newest claim of a run that counts. */
    Optional<WriterClaim> of(WriterRun run) {
        return byEpoch.descendingMap().values().stream()
                .filter(claim -> claim.run().equals(run))
                .findFirst();
    }

    long newestEpoch() {
        return newest().map(WriterClaim::writerEpoch).orElse(0L);
    }
}
