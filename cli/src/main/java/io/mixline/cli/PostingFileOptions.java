package io.mixline.cli;

import io.mixline.cli.postings.PostingColumns;
import io.mixline.cli.postings.PostingFile;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a user's postings file is read. */
final class PostingFileOptions {

    /** For the commands' help: one line a field, as PostingField has them. */
    static final String HELP = "CSV with a header (.csv) or JSON lines (.jsonl, .ndjson), UTF-8. Columns by name:%n"
            + "  id           the posting's own id; required%n"
            + "  version      its revision number; without one, the time of reading%n"
            + "  op           UPSERT or DELETE; without one, UPSERT%n"
            + "  changedAt    as 2026-11-21T10:15:30Z; without one, now%n"
            + "  title, company, location, description   text%n"
            + "  skills       in JSON an array; in CSV separated by ';' or ','%n"
            + "Any other column is an attribute of its name. A row that does not fit is reported with its line,%n"
            + "and the rest goes on.";

    @Option(
            names = "--column",
            paramLabel = "FIELD=COLUMN",
            description = "The column that has a field, where it has another name: --column title=job_title.")
    private Map<String, String> columns = new LinkedHashMap<>();

    PostingFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new InvalidConfigurationException("postings", List.of(path + " (expected: a file)"));
        }
        return new PostingFile(path, PostingColumns.of(columns));
    }
}
