package io.mixline.schemas.source;

import java.util.Set;

/**
 * A record is a DELETE if what stands at a path is one of some values, or if nothing stands there.
 *
 * @param values as text: symbols, numbers, true and false too; empty where a null deletes
 */
public record DeleteRule(SourcePath path, Set<String> values) {

    public DeleteRule {
        values = Set.copyOf(values);
    }

    /** Whether null at the path deletes; else one of the values does. */
    public boolean whenNull() {
        return values.isEmpty();
    }
}
