package io.mixline.cli.publish;

import io.mixline.cli.postings.PostingFile;
import io.mixline.cli.postings.PostingRow;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Publishes a file's rows; those that do not fit are reported and counted, the rest goes on. */
public final class FilePublication {

    private final PostingPublisher publisher;
    private final Consumer<PostingRow.Rejected> report;

    public FilePublication(PostingPublisher publisher, Consumer<PostingRow.Rejected> report) {
        this.publisher = publisher;
        this.report = report;
    }

    /** How a file's rows ended. */
    public record Counts(long published, long rejected) {}

    public Counts publish(PostingFile file, InstantSource clock) throws IOException {
        long[] counts = new long[2];
        file.read(clock, row -> {
            if (row instanceof PostingRow.Accepted accepted) {
                var unused = publisher.publish(accepted.change());
                counts[0]++;
            } else if (row instanceof PostingRow.Rejected rejected) {
                report.accept(rejected);
                counts[1]++;
            }
        });
        publisher.flush();
        return new Counts(counts[0], counts[1]);
    }
}
