package io.mixline.cli.postings;

/** A row that does not fit. Never leaves this package: the reader turns it into a rejected row and goes on. */
final class BadRowException extends Exception {

    private final String reason;

    BadRowException(String reason) {
        super(reason);
        this.reason = reason;
    }

    PostingRow rejected(long line) {
        return new PostingRow.Rejected(line, reason);
    }
}
