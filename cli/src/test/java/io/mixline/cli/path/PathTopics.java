package io.mixline.cli.path;

import static java.util.Objects.requireNonNull;

import io.mixline.jobs.fence.OutgoingRecord;
import io.mixline.schemas.ChangeOrigin;
import io.mixline.schemas.ItemChange;
import io.mixline.schemas.Lane;
import io.mixline.schemas.SourcePosition;
import io.mixline.schemas.SourceRecord;
import io.mixline.schemas.codec.BackfillChangeCodec;
import io.mixline.schemas.codec.ItemChangeCodec;
import io.mixline.schemas.source.SourceMapping;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The topics that all runs share: what both lanes read, and the embeddings. */
final class PathTopics {

    private final ItemChangeCodec changes = new ItemChangeCodec(SourceMapping.jobPostingChange());
    private final BackfillChangeCodec backfill = new BackfillChangeCodec(changes);
    private final Map<Lane, List<ItemChange>> lanes = new EnumMap<>(Lane.class);
    private final MemoryTopic embeddings = new MemoryTopic();

    PathTopics() {
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new ArrayList<>());
        }
    }

    void send(Lane lane, SourceRecord record) {
        lane(lane).add(lane == Lane.LIVE ? changes.decode(record) : backfilled(record));
    }

    private ItemChange backfilled(SourceRecord record) {
        byte[] value = backfill.encode(record, ChangeOrigin.backfill(1), 0);
        return backfill.decode(new SourceRecord(record.key(), value, record.position(), record.timestamp()));
    }

    /** What the fence sends back. */
    void returned(OutgoingRecord record) {
        SourcePosition position = new SourcePosition("job-postings-backfill", 0, size(Lane.BACKFILL));
        lane(Lane.BACKFILL)
                .add(backfill.decode(new SourceRecord(record.key(), record.value(), position, record.timestamp())));
    }

    int size(Lane lane) {
        return lane(lane).size();
    }

    ItemChange change(Lane lane, int position) {
        return lane(lane).get(position);
    }

    MemoryTopic embeddings() {
        return embeddings;
    }

    private List<ItemChange> lane(Lane lane) {
        return requireNonNull(lanes.get(lane));
    }
}
