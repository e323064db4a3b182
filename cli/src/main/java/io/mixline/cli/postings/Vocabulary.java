package io.mixline.cli.postings;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * The words and sentence templates that generated postings are made of, from {@code vocabulary.json} beside this class.
 * Braces in a template name what is put there: {@code {task}}, {@code {skill}}, {@code {team}}.
 */
record Vocabulary(
        List<String> places,
        List<String> companyEndings,
        List<String> seniorities,
        List<String> employments,
        Templates templates,
        List<Industry> industries) {

    /** Sentences by the part of a posting where they stand. */
    record Templates(
            List<String> about,
            List<String> duties,
            List<String> requirements,
            List<String> offers,
            List<String> closings) {}

    /** A trade: its jobs, and the words its postings use. */
    record Industry(
            String name,
            List<String> companies,
            List<String> titles,
            List<String> skills,
            List<String> tasks,
            List<String> teams,
            List<String> things) {}

    static Vocabulary load() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .build();
        try (InputStream json = Objects.requireNonNull(Vocabulary.class.getResourceAsStream("vocabulary.json"))) {
            return mapper.readValue(json, Vocabulary.class);
        } catch (IOException e) {
            throw new UncheckedIOException("vocabulary.json cannot be read", e);
        }
    }
}
