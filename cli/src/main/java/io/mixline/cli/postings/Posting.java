package io.mixline.cli.postings;

import io.mixline.schemas.ItemContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job posting says.
 *
 * @param attributes further fields by name, such as {@code employment} or {@code seniority}
 */
public record Posting(
        String title,
        String company,
        String location,
        String description,
        List<String> skills,
        Map<String, String> attributes) {

    public Posting {
        skills = List.copyOf(skills);
        attributes = Map.copyOf(attributes);
    }

    /** The posting after its employer has worked on it. Another revision gives another text of nearly the same length. */
    public Posting revised(long revision) {
        return withDescription("Revision " + revision + " of this posting. " + description);
    }

    public Posting withDescription(String newDescription) {
        return new Posting(title, company, location, newDescription, skills, attributes);
    }

    /** As the source topic has it: what is empty is absent. */
    public ItemContent content() {
        Map<String, List<String>> fields = new HashMap<>();
        attributes.forEach((name, value) -> fields.put("attributes." + name, oneUnlessEmpty(value)));
        fields.put("title", oneUnlessEmpty(title));
        fields.put("company", oneUnlessEmpty(company));
        fields.put("location", oneUnlessEmpty(location));
        fields.put("description", oneUnlessEmpty(description));
        fields.put("skills", skills);
        return new ItemContent(fields);
    }

    private static List<String> oneUnlessEmpty(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    /** Words of the description. */
    public int words() {
        return description.isBlank() ? 0 : description.strip().split("\\s+").length;
    }
}
