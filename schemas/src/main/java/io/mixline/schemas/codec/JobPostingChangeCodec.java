package io.mixline.schemas.codec;

import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import io.mixline.schemas.avro.ChangeOp;
import io.mixline.schemas.avro.JobPostingChange;
import io.mixline.schemas.avro.JobPostingContent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Values of a source topic in the built-in schema, as a publisher of job postings sends them. Their key is the item id
 * in UTF-8. Thread-safe.
 */
public final class JobPostingChangeCodec {

    private static final String SKILLS = "skills";
    private static final String ATTRIBUTE = "attributes.";
    private static final Map<String, BiConsumer<JobPostingContent, String>> TEXT_FIELDS = Map.of(
            "title", JobPostingContent::setTitle,
            "company", JobPostingContent::setCompany,
            "location", JobPostingContent::setLocation,
            "description", JobPostingContent::setDescription);

    private final WireFormat<JobPostingChange> format;

    public JobPostingChangeCodec() {
        this(Framing.singleObject());
    }

    public JobPostingChangeCodec(Framing framing) {
        this.format = WireFormat.released(JobPostingChange.class, framing);
    }

    /**
     * A posting that was created or changed.
     *
     * @param changedAt kept to the millisecond
     * @param content the whole posting: title, company, location and description with one value at most, skills,
     *     attributes.&lt;name&gt; with one value each
     * @throws IllegalArgumentException for a field that a posting does not have
     */
    public byte[] upsert(ItemId jobId, ItemVersion version, Instant changedAt, ItemContent content) {
        return format.encode(change(jobId, version, changedAt, ChangeOp.UPSERT, posting(content)));
    }

    /** A posting that is gone. */
    public byte[] delete(ItemId jobId, ItemVersion version, Instant changedAt) {
        return format.encode(change(jobId, version, changedAt, ChangeOp.DELETE, null));
    }

    private static JobPostingChange change(
            ItemId jobId, ItemVersion version, Instant changedAt, ChangeOp op, @Nullable JobPostingContent content) {
        return new JobPostingChange(jobId.value(), version.value(), op, changedAt, content);
    }

    private static JobPostingContent posting(ItemContent content) {
        JobPostingContent posting = new JobPostingContent("", "", "", "", List.of(), Map.of());
        Map<String, String> attributes = new TreeMap<>();
        content.fields().forEach((field, values) -> {
            if (field.equals(SKILLS)) {
                posting.setSkills(values);
            } else if (field.startsWith(ATTRIBUTE) && field.length() > ATTRIBUTE.length()) {
                attributes.put(field.substring(ATTRIBUTE.length()), only(field, values));
            } else {
                setter(field).accept(posting, only(field, values));
            }
        });
        posting.setAttributes(attributes);
        return posting;
    }

    private static BiConsumer<JobPostingContent, String> setter(String field) {
        BiConsumer<JobPostingContent, String> setter = TEXT_FIELDS.get(field);
        if (setter == null) {
            throw new IllegalArgumentException("content field: " + field
                    + " (expected: title, company, location, description, skills or attributes.<name>)");
        }
        return setter;
    }

    private static String only(String field, List<String> values) {
        if (values.size() != 1) {
            throw new IllegalArgumentException(field + ": " + values.size() + " values (expected: 1)");
        }
        return values.get(0);
    }
}
