package io.mixline.cli.demo.promise;

import io.mixline.schemas.ItemEmbedding;
import io.mixline.schemas.ItemId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the embeddings topic must hold: as the last record of each item, its newest state. */
final class TopicChecks {

    private final ExpectedItems expected;
    private final TopicContents topic;

    TopicChecks(ExpectedItems expected, TopicContents topic) {
        this.expected = expected;
        this.topic = topic;
    }

    List<String> live() {
        List<String> wrong = new ArrayList<>();
        for (ItemId id : expected.live()) {
            ItemEmbedding last = topic.last(id);
            if (last == null
                    || last.text() == null
                    || !last.text().fingerprint().equals(expected.item(id).text())) {
                wrong.add(wrong(id, last));
            }
        }
        return wrong;
    }

    List<String> deleted() {
        List<String> wrong = new ArrayList<>();
        for (ItemId id : expected.deleted()) {
            ItemEmbedding last = topic.last(id);
            if (last == null || !last.order().equals(expected.highest(id))) {
                wrong.add(wrong(id, last));
            }
        }
        return wrong;
    }

    private String wrong(ItemId id, @Nullable ItemEmbedding last) {
        return "the topic's last record of " + id + " is "
                + (last == null ? "absent" : (last.isTombstone() ? "" : "tokens of ") + "version " + last.order())
                + " (expected: the state of version " + expected.highest(id) + ")";
    }
}
