package io.mixline.cli.demo;

import io.mixline.cli.demo.broken.Breakage;
import java.nio.file.Path;
import java.util.List;

/**
 * What a user asks of the demo.
 *
 * @param directory for everything it writes
 * @param queries free-text queries; empty for those that suit the postings
 */
public record DemoOptions(
        PostingSupply postings, Path bundle, Path directory, List<String> queries, Breakage breakage) {

    public DemoOptions {
        queries = List.copyOf(queries);
    }

    /** When the cache crashes on purpose: in the middle of loading. */
    long crashAfterChanges() {
        return postings.roughCount() / 3;
    }
}
