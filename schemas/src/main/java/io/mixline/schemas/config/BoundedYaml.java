package io.mixline.schemas.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * YAML as our files have it: one document of at most {@value #MAX_CHARACTERS} characters and {@value #MAX_DEPTH} levels,
 * no key twice, no aliases (they would be read as texts of their names). What is more, or no YAML, is a
 * {@link JsonProcessingException}. Thread-safe.
 */
public final class BoundedYaml {

    public static final int MAX_CHARACTERS = 256 * 1024;
    public static final int MAX_DEPTH = 50;

    private static final Pattern BLANKS = Pattern.compile("(\\s|\\R)+");

    private static final YAMLFactory EVENTS = YAMLFactory.builder()
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL) // the builder's default is not the factory's
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    private static final YAMLFactory TREES = EVENTS.rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper MAPPER = new ObjectMapper(TREES);

    private BoundedYaml() {}

    /** The document's tree; a missing node for an empty text. */
    public static JsonNode tree(String text) throws JsonProcessingException {
        try (JsonParser yaml = new Checked(parser(TREES, text))) {
            @Nullable JsonNode tree = MAPPER.readTree(yaml);
            if (yaml.nextToken() != null) {
                throw new JsonParseException(yaml, "more than one document");
            }
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading YAML in memory", e);
        }
    }

    /** What is wrong and where, in one line: {@code line 3, column 2: expected <block end>, but ...}. */
    public static String told(JsonProcessingException broken) {
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
                return place(
                                marked.getProblemMark().getLine() + 1,
                                marked.getProblemMark().getColumn() + 1)
                        + oneLine(marked.getProblem())
                        + (marked.getContext() == null ? "" : ", " + oneLine(marked.getContext()) + begun(marked));
            }
        }
        JsonLocation at = broken.getLocation();
        return (at == null || at.getLineNr() < 1 ? "" : place(at.getLineNr(), at.getColumnNr()))
                + oneLine(broken.getOriginalMessage());
    }

    private static String begun(MarkedYAMLException marked) {
        Mark context = marked.getContextMark();
        return context == null || context.getLine() == marked.getProblemMark().getLine()
                ? ""
                : " that begins in line " + (context.getLine() + 1);
    }

    private static String place(int line, int column) {
        return "line " + line + ", column " + column + ": ";
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "no YAML" : BLANKS.matcher(text).replaceAll(" ").strip();
    }

    /** The document token by token; a key that stands twice comes twice. */
    static JsonParser tokens(String text) throws JsonProcessingException {
        return new Checked(parser(EVENTS, text));
    }

    private static YAMLParser parser(YAMLFactory factory, String text) throws JsonProcessingException {
        if (text.length() > MAX_CHARACTERS) {
            throw new JsonParseException(null, text.length() + " characters, more than " + MAX_CHARACTERS);
        }
        try {
            return factory.createParser(text);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading YAML in memory", e);
        }
    }

    /** Refuses what the parser takes and we do not. */
    private static final class Checked extends JsonParserDelegate {

        private final YAMLParser yaml;

        Checked(YAMLParser yaml) {
            super(yaml);
            this.yaml = yaml;
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            @Nullable JsonToken token = next();
            if (yaml.isCurrentAlias()) {
                throw new JsonParseException(this, "an alias, *" + yaml.getText());
            }
            return token;
        }

        private @Nullable JsonToken next() throws IOException {
            try {
                return yaml.nextToken();
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new JsonParseException(this, "a value that cannot be read: " + e.getMessage(), e);
            }
        }
    }
}
