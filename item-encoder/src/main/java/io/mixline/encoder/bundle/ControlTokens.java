package io.mixline.encoder.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a {@code tokenizer.json} that steer a model, such as {@code [SEP]} or {@code <|im_start|>}. A tokeniser
 * finds their names in any text, so that a posting could end its own text or speak as the system: an item's content must
 * never become one. Their names are broken before a text is tokenised, and what a tokeniser's normaliser still makes of
 * other characters ({@code ［SEP］}) is taken out of the ids. Immutable.
 *
 * <p>A control token is an added token that the file calls special, or whose name stands in angle or square brackets: many
 * files do not call {@code <think>} or {@code <|fim_prefix|>} special. Other added tokens are vocabulary.
 */
public final class ControlTokens {

    /**
     * The version of what is done to texts. Part of the model fingerprint: raise it with every change that gives any text
     * other ids.
     */
    public static final int VERSION = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final List<String> names;
    private final BitSet ids;

    private ControlTokens(List<String> names, BitSet ids) {
        this.names = names;
        this.ids = ids;
    }

    /**
     * Those of a {@code tokenizer.json}; none where it lists none.
     *
     * @throws IOException for what is no JSON, or none of a tokeniser
     */
    public static ControlTokens read(InputStream tokenizerJson) throws IOException {
        @Nullable TokenizerFile file = JSON.readValue(tokenizerJson, TokenizerFile.class);
        if (file == null || file.addedTokens() == null) {
            return new ControlTokens(List.of(), new BitSet());
        }
        List<String> names = new ArrayList<>();
        BitSet ids = new BitSet();
        for (AddedToken token : file.addedTokens()) {
            if (token.content() != null && (token.special() || isBracketed(token.content()))) {
                names.add(token.content());
                if (!file.isUnknown(token)) {
                    ids.set(token.id());
                }
            }
        }
        names.removeIf(name -> name.length() < 2); // cannot be broken
        names.sort(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        return new ControlTokens(List.copyOf(names), ids);
    }

    private static boolean isBracketed(String name) {
        return (name.startsWith("<") && name.endsWith(">")) || (name.startsWith("[") && name.endsWith("]"));
    }

    /** The text with a space behind the first character of every control token's name in it. */
    public String broken(String text) {
        String broken = text;
        for (String name : names) {
            if (broken.contains(name)) {
                int behindFirst = name.offsetByCodePoints(0, 1);
                broken = broken.replace(name, name.substring(0, behindFirst) + " " + name.substring(behindFirst));
            }
        }
        return broken;
    }

    /** The ids of a text without those of control tokens. What stands for an unknown word stays. */
    public long[] removedFrom(long[] textIds) {
        return Arrays.stream(textIds).anyMatch(this::isControl)
                ? Arrays.stream(textIds).filter(id -> !isControl(id)).toArray()
                : textIds;
    }

    private boolean isControl(long id) {
        return ids.get((int) id);
    }

    /** What is read of the file; the vocabulary is passed over. */
    private record TokenizerFile(
            @JsonProperty("added_tokens") @Nullable List<AddedToken> addedTokens,
            @JsonProperty("model") @Nullable TokenModel model) {

        boolean isUnknown(AddedToken token) {
            return model != null && (token.content().equals(model.unknownToken()) || model.isUnknown(token.id()));
        }
    }

    private record AddedToken(
            @JsonProperty("id") int id,
            @JsonProperty("content") String content,
            @JsonProperty("special") boolean special) {}

    /** Names its token for unknown words by the text, or by the id. */
    private record TokenModel(
            @JsonProperty("unk_token") @Nullable String unknownToken,
            @JsonProperty("unk_id") @Nullable Integer unknownId) {

        boolean isUnknown(int id) {
            return unknownId != null && unknownId == id;
        }
    }
}
