package io.mixline.schemas.source;

import java.util.List;
import org.apache.avro.Schema;

/** What {@code source.yaml} says, parsed. */
record SourceRules(
        List<Schema> writers,
        SourcePaths itemId,
        VersionRule version,
        ChangedAtRule changedAt,
        List<DeleteRule> deletes,
        boolean nullValueDeletes,
        List<ContentField> content) {

    SourceRules {
        writers = List.copyOf(writers);
        deletes = List.copyOf(deletes);
        content = List.copyOf(content);
    }
}
