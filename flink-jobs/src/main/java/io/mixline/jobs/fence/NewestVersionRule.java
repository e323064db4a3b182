package io.mixline.jobs.fence;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.encode.EncodedChange;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import io.mixline.schemas.TextFingerprint;
import org.jspecify.annotations.Nullable;

/**
 * The fence's rule. {@code o} is the change's order, {@code f} its text's fingerprint; an item is <i>settled</i> if the
 * text last written is that of its highest order.
 *
 * <ul>
 *   <li><b>Tokens</b>, {@code o} newer: written, and the item is settled at {@code o}. At an equal order they are
 *       written if the change is forced or the item not settled (which heals what had failed or went back); else they
 *       are superseded if {@code f} is what was written, and a conflict if not: the first stays. Older: superseded.
 *   <li><b>A mark</b>, {@code o} not newer: superseded. Newer: the order rises to {@code o}, and it is counted unchanged.
 *       If {@code f} is what was last written, the item is settled and nothing is sent. If not (deleted, failed, replaced
 *       by the other lane), the item is not settled, and the change goes to the backfill topic as a forced encode.
 *   <li><b>A DELETE</b>, {@code o} newer: a tombstone is written. Else superseded.
 *   <li><b>A change that failed</b> always ends as a dead letter. Where {@code o} is newer the order rises to it all the
 *       same, not settled: the source has said that this version exists, so nothing older may pass any more. The older
 *       tokens stay readable.
 * </ul>
 */
public enum NewestVersionRule implements FenceRule {
    INSTANCE;

    @Override
    public FenceDecision decide(@Nullable FenceEntry entry, EncodedChange change) {
        boolean newer = entry == null || change.gated().change().order().isNewerThan(entry.order());
        return switch (change.gated().verdict()) {
            case ENCODE -> newer ? tokens(change) : repeatedTokens(requireNonNull(entry), change);
            case MARK -> newer ? mark(entry, change) : superseded();
            case DELETE -> newer ? tombstone(change) : superseded();
            case FAILED -> failed(newer ? unsettled(entry, change) : null);
        };
    }

    private static FenceDecision tokens(EncodedChange change) {
        TextFingerprint written = requireNonNull(change.text()).fingerprint();
        return new FenceDecision(
                new LiveEntry(change.gated().change().order(), written, true),
                FenceAction.WRITE_TOKENS,
                ItemOutcome.EMBEDDED);
    }

    private static FenceDecision repeatedTokens(FenceEntry entry, EncodedChange change) {
        ItemOrder order = change.gated().change().order();
        if (entry.order().isNewerThan(order) || !(entry instanceof LiveEntry live)) {
            return superseded();
        }
        if (change.gated().change().origin().forced() || !live.settled()) {
            return tokens(change);
        }
        return requireNonNull(change.text()).fingerprint().equals(live.written())
                ? superseded()
                : new FenceDecision(null, FenceAction.NOTHING, ItemOutcome.CONFLICT);
    }

    private static FenceDecision mark(@Nullable FenceEntry entry, EncodedChange change) {
        TextFingerprint marked = requireNonNull(change.gated().fingerprint());
        if (marked.equals(written(entry))) {
            return new FenceDecision(
                    new LiveEntry(change.gated().change().order(), marked, true),
                    FenceAction.NOTHING,
                    ItemOutcome.UNCHANGED);
        }
        return new FenceDecision(unsettled(entry, change), FenceAction.RETURN_TO_BACKFILL, ItemOutcome.UNCHANGED);
    }

    private static FenceDecision tombstone(EncodedChange change) {
        return new FenceDecision(
                new DeletedEntry(change.gated().change().order(), change.encodedAt()),
                FenceAction.WRITE_TOMBSTONE,
                ItemOutcome.DELETED);
    }

    private static FenceDecision failed(@Nullable FenceEntry entry) {
        return new FenceDecision(entry, FenceAction.WRITE_DEAD_LETTER, ItemOutcome.DEAD_LETTER);
    }

    private static FenceDecision superseded() {
        return new FenceDecision(null, FenceAction.NOTHING, ItemOutcome.SUPERSEDED);
    }

    private static LiveEntry unsettled(@Nullable FenceEntry entry, EncodedChange change) {
        return new LiveEntry(change.gated().change().order(), written(entry), false);
    }

    private static @Nullable TextFingerprint written(@Nullable FenceEntry entry) {
        return entry instanceof LiveEntry live ? live.written() : null;
    }
}
