package io.mixline.cli.demo.broken;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.encode.EncodedChange;
import io.mixline.jobs.fence.DeletedEntry;
import io.mixline.jobs.fence.FenceAction;
import io.mixline.jobs.fence.FenceDecision;
import io.mixline.jobs.fence.FenceEntry;
import io.mixline.jobs.fence.FenceRule;
import io.mixline.jobs.fence.LiveEntry;
import io.mixline.schemas.ItemOrder;
import io.mixline.schemas.ItemOutcome;
import org.jspecify.annotations.Nullable;

/** A fence that lets everything pass, however old it is. Breaks the promises on versions and deletes. */
enum CarelessFence implements FenceRule {
    INSTANCE;

    @Override
    public FenceDecision decide(@Nullable FenceEntry entry, EncodedChange change) {
        ItemOrder order = change.gated().change().order();
        return switch (change.gated().verdict()) {
            case ENCODE ->
                new FenceDecision(
                        new LiveEntry(order, requireNonNull(change.text()).fingerprint(), true),
                        FenceAction.WRITE_TOKENS,
                        ItemOutcome.EMBEDDED);
            case MARK -> new FenceDecision(entry, FenceAction.NOTHING, ItemOutcome.UNCHANGED);
            case DELETE ->
                new FenceDecision(
                        new DeletedEntry(order, change.encodedAt()), FenceAction.WRITE_TOMBSTONE, ItemOutcome.DELETED);
            case FAILED -> new FenceDecision(entry, FenceAction.WRITE_DEAD_LETTER, ItemOutcome.DEAD_LETTER);
        };
    }
}
