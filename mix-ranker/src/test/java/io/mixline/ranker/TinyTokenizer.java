package io.mixline.ranker;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tokeniser with added tokens that are found after normalising, as the boldest real ones do: NFKC, lower case, without
 * accents and what has no width. Words are hashed into a vocabulary.
 */
final class TinyTokenizer {

    static final int VOCABULARY = 160_000;
    static final String PLACEHOLDER = "<|embed|>";
    static final int PLACEHOLDER_ID = 151_669;
    static final String TURN_END = "<|im_end|>";
    static final int TURN_END_ID = 151_645;

    private static final Map<String, Integer> ADDED =
            Map.of(PLACEHOLDER, PLACEHOLDER_ID, TURN_END, TURN_END_ID, "<|im_start|>", 151_644);
    private static final Pattern PIECE =
            Pattern.compile("<\\|embed\\|>|<\\|im_end\\|>|<\\|im_start\\|>|\\w+|[^\\w\\s]");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Mn}\\p{Cf}\\p{Cc}&&[^\\n\\t]]");

    private TinyTokenizer() {}

    static List<Integer> ids(String text) {
        String plain = INVISIBLE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        List<Integer> ids = new ArrayList<>();
        Matcher matcher = PIECE.matcher(plain);
        while (matcher.find()) {
            String piece = matcher.group();
            ids.add(ADDED.getOrDefault(piece, Math.floorMod(piece.hashCode(), 150_000)));
        }
        return ids;
    }

    static long placeholders(String text) {
        return ids(text).stream().filter(id -> id == PLACEHOLDER_ID).count();
    }
}
