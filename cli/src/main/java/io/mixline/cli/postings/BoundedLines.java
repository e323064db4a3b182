package io.mixline.cli.postings;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file's lines, of which none is taken whole that is longer than a posting can be: a file without line breaks must not
 * fill the memory. For one thread.
 */
final class BoundedLines {

    /**
     * Characters of a line, and of all lines of a CSV row. Kafka takes records of 1 MiB unless told otherwise; two million
     * commas are still no load.
     */
    static final int MAX_CHARACTERS = 2 * 1024 * 1024;

    private final BufferedReader text;

    BoundedLines(BufferedReader text) {
        this.text = text;
    }

    /**
     * A line without its end.
     *
     * @param text the first {@link #MAX_CHARACTERS} characters
     * @param whole whether that is all of it
     */
    record Line(String text, boolean whole) {}

    /** The next line, or null at the end. */
    @Nullable
    Line next() throws IOException {
        int character = text.read();
        if (character < 0) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        boolean whole = true;
        while (character >= 0 && character != '\n' && character != '\r') {
            if (line.length() < MAX_CHARACTERS) {
                line.append((char) character);
            } else {
                whole = false;
            }
            character = text.read();
        }
        if (character == '\r') {
            text.mark(1);
            if (text.read() != '\n') {
                text.reset();
            }
        }
        return new Line(line.toString(), whole);
    }

    static BadRowException tooLong() {
        return new BadRowException("over " + MAX_CHARACTERS + " characters (expected: fewer)");
    }
}
