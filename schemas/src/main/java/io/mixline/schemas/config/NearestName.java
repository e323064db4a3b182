package io.mixline.schemas.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant: the fewest letters to insert, drop or change, a third of them at most. */
final class NearestName {

    /** Longer names are no slips of the pen. */
    private static final int MAX_LENGTH = 200;

    private NearestName() {}

    static @Nullable String of(String name, Collection<String> known) {
        if (name.length() > MAX_LENGTH) {
            return null;
        }
        String nearest = null;
        int least = name.length() / 3 + 1;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < least) {
                nearest = candidate;
                least = distance;
            }
        }
        return nearest;
    }

    /** Levenshtein's. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
