package io.mixline.cli.demo;

import io.mixline.cli.postings.Posting;
import io.mixline.cli.postings.PostingChange;
import io.mixline.cli.postings.PostingFile;
import io.mixline.cli.postings.PostingGenerator;
import io.mixline.cli.postings.PostingRow;
import io.mixline.cli.terminal.Display;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Where the demo's postings come from. */
public sealed interface PostingSupply {

    /** In words, for a heading. */
    String words();

    /** How many there are, before they are read; 0 where that is not known. */
    int roughCount();

    /** What one might ask of these. */
    List<String> queries(List<Posting> live);

    /** All of them, as if they were made now. */
    List<PostingChange> postings(InstantSource clock, Display display);

    /** Postings that never existed, by seed. */
    record Generated(int count, long seed) implements PostingSupply {

        @Override
        public int roughCount() {
            return count;
        }

        @Override
        public String words() {
            return count + " postings (generated text, seed " + seed + ")";
        }

        @Override
        public List<String> queries(List<Posting> live) {
            return List.of(
                    "nurse for the intensive care unit, night shifts",
                    "engineer who moves streams of data with Kafka",
                    "bake bread and pastry in a hotel");
        }

        @Override
        public List<PostingChange> postings(InstantSource clock, Display display) {
            PostingGenerator generator = new PostingGenerator(seed);
            List<PostingChange> changes = new ArrayList<>();
            for (long number = 0; number < count; number++) {
                changes.add(
                        PostingChange.upsert(generator.itemId(number), 1, clock.instant(), generator.posting(number)));
            }
            return changes;
        }
    }

    /** A user's own. Rows that do not fit are shown and counted. */
    record FromFile(PostingFile file, String name) implements PostingSupply {

        private static final int SHOWN = 10;

        @Override
        public int roughCount() {
            return 0;
        }

        @Override
        public String words() {
            return "the postings of " + name;
        }

        @Override
        public List<String> queries(List<Posting> live) {
            return live.stream().map(Posting::title).limit(3).toList();
        }

        @Override
        public List<PostingChange> postings(InstantSource clock, Display display) {
            List<PostingChange> changes = new ArrayList<>();
            List<PostingRow.Rejected> rejected = new ArrayList<>();
            Instant now = clock.instant();
            try {
                file.read(clock, row -> {
                    if (row instanceof PostingRow.Accepted accepted) {
                        changes.add(accepted.change().at(now));
                    } else if (row instanceof PostingRow.Rejected other) {
                        rejected.add(other);
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
            rejected.stream().limit(SHOWN).forEach(row -> display.line("line " + row.line() + ": " + row.reason()));
            if (!rejected.isEmpty()) {
                display.line(rejected.size() + " rows do not fit and were left out, " + changes.size() + " do");
            }
            return changes;
        }
    }
}
