package io.mixline.client;

import io.mixline.schemas.EmbeddingSpace;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ModelFingerprint;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A candidate list, and what its reader can use.
 *
 * @param space what the reader's ranker was trained with
 * @param accepted the model fingerprints it takes; empty for the current one of the space
 * @param itemIds rows of the result; an id may stand there more than once
 * @param extras what the result brings beside the rest
 */
public record ReadRequest(
        EmbeddingSpace space,
        Set<ModelFingerprint> accepted,
        List<ItemId> itemIds,
        StalenessRule staleness,
        Set<ReadExtra> extras) {

    public ReadRequest {
        accepted = Set.copyOf(accepted);
        itemIds = List.copyOf(itemIds);
        extras = Set.copyOf(extras);
    }

    /** Asks the current model of a space, calls nothing stale, and wants no extras. */
    public static ReadRequest current(EmbeddingSpace space, List<ItemId> itemIds) {
        return new ReadRequest(space, Set.of(), itemIds, StalenessRule.none(), Set.of());
    }

    public ReadRequest accepting(Set<ModelFingerprint> fingerprints) {
        return new ReadRequest(space, fingerprints, itemIds, staleness, extras);
    }

    public ReadRequest withStaleness(StalenessRule rule) {
        return new ReadRequest(space, accepted, itemIds, rule, extras);
    }

    public ReadRequest with(ReadExtra extra) {
        Set<ReadExtra> more = EnumSet.of(extra);
        more.addAll(extras);
        return new ReadRequest(space, accepted, itemIds, staleness, more);
    }

    public boolean wants(ReadExtra extra) {
        return extras.contains(extra);
    }
}
