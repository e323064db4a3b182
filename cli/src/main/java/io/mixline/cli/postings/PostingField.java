package io.mixline.cli.postings;

import java.util.Optional;

/** What a row of a postings file can say, and the column that says it unless the user names another. */
public enum PostingField {
    ID("id", "the posting's own id; required"),
    VERSION("version", "its revision number, growing with each change; without one, the time of reading"),
    OP("op", "UPSERT or DELETE; without one, UPSERT"),
    CHANGED_AT("changedAt", "when it changed, as 2026-11-21T10:15:30Z; without one, now"),
    TITLE("title", "text; this or the description is required"),
    COMPANY("company", "text"),
    LOCATION("location", "text"),
    DESCRIPTION("description", "text"),
    SKILLS("skills", "in JSON an array; in CSV separated by ';' or ','");

    private final String column;
    private final String description;

    PostingField(String column, String description) {
        this.column = column;
        this.description = description;
    }

    /** The column's name unless the user names another. */
    public String column() {
        return column;
    }

    public String description() {
        return description;
    }

    static Optional<PostingField> ofColumn(String name) {
        for (PostingField field : values()) {
            if (field.column.equalsIgnoreCase(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
