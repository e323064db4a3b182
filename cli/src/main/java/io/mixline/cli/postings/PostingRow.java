package io.mixline.cli.postings;

/** What became of one row of a postings file. */
public sealed interface PostingRow {

    /** The line where the row begins, counted from 1. */
    long line();

    record Accepted(long line, PostingChange change) implements PostingRow {}

    /** A row that does not fit; {@code reason} says what was expected. */
    record Rejected(long line, String reason) implements PostingRow {}
}
