package io.mixline.schemas.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mixline.schemas.config.BoundedYaml;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Parses {@code source.yaml}, and checks it against its schemas. For one text, and one thread. */
final class SourceYaml {

    private static final String FILE = "source.yaml";
    private static final String KAFKA_TIMESTAMP = "KAFKA_TIMESTAMP";
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(\\.\\*)?");
    /** The pattern above recurses by the dots of a name. */
    private static final int MAX_FIELD_NAME = 256;

    private final Problems problems = new Problems();
    private final YamlObject document;
    private final SourceSchemas schemas;

    private SourceYaml(JsonNode root, Map<String, String> schemaFilesByName) {
        this.document = new YamlObject("", root, problems)
                .allow("schemas", "itemId", "version", "changedAt", "delete", "nullValue", "content");
        this.schemas =
                new SourceSchemas(document.texts("schemas", "a list of .avsc files"), schemaFilesByName, problems);
    }

    static SourceRules parse(String yaml, Map<String, String> schemaFilesByName) {
        try {
            return new SourceYaml(BoundedYaml.tree(yaml), schemaFilesByName).rules();
        } catch (JsonProcessingException e) {
            Problems broken = new Problems();
            broken.add("document", BoundedYaml.told(e), "YAML");
            throw broken.in(FILE);
        }
    }

    /** What is wrong with the mapping of a schema beside those that the file lists. */
    static List<String> problems(String yaml, Map<String, String> schemaFilesByName, Schema writer) {
        try {
            SourceYaml parsed = new SourceYaml(BoundedYaml.tree(yaml), schemaFilesByName);
            parsed.schemas.add(writer.getFullName(), writer);
            parsed.rules();
            return List.of();
        } catch (InvalidConfigurationException e) {
            return e.problems();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a text that was parsed before", e);
        }
    }

    private SourceRules rules() {
        SourcePaths itemId = document.paths("itemId");
        if (itemId != null) {
            schemas.checkInAll("itemId", itemId, ValueKind.ITEM_ID);
        }
        VersionRule version = version();
        ChangedAtRule changedAt = changedAt();
        List<DeleteRule> deletes = deletes();
        boolean nullValueDeletes = nullValueDeletes(version);
        List<ContentField> content = content();
        if (itemId == null || version == null || changedAt == null || !problems.none()) {
            throw problems.in(FILE);
        }
        return new SourceRules(schemas.all(), itemId, version, changedAt, deletes, nullValueDeletes, content);
    }

    private @Nullable VersionRule version() {
        YamlObject version = document.object("version", "rule and path");
        if (version == null) {
            return null;
        }
        VersionRule.Kind kind = version.constant("rule", VersionRule.Kind.class);
        SourcePaths paths = version.paths("path");
        if (kind == null || paths == null) {
            return null;
        }
        EpochUnit unit = null;
        int offsetBits = 0;
        switch (kind) {
            case FIELD -> version.allow("rule", "path");
            case LOG_SEQUENCE -> version.allow("rule", "path", "offsetBits");
            case UPDATE_TIME -> {
                version.allow("rule", "path", "offsetBits", "unit");
                unit = unit(version, paths);
            }
        }
        if (kind != VersionRule.Kind.FIELD) {
            offsetBits = version.integer("offsetBits", 1, VersionRule.MAX_OFFSET_BITS, kind.usualOffsetBits());
        }
        schemas.checkInAll(
                "version.path", paths, kind == VersionRule.Kind.UPDATE_TIME ? ValueKind.TIME : ValueKind.NUMBER);
        return new VersionRule(kind, paths, unit, offsetBits);
    }

    private @Nullable ChangedAtRule changedAt() {
        String expected = "path and unit, or " + KAFKA_TIMESTAMP;
        JsonNode node = document.required("changedAt", expected);
        if (node == null) {
            return null;
        }
        if (node.isTextual()) {
            if (!node.asText().equals(KAFKA_TIMESTAMP)) {
                problems.add("changedAt", node, expected);
            }
            return ChangedAtRule.KAFKA_TIMESTAMP;
        }
        YamlObject changedAt = new YamlObject("changedAt", node, problems).allow("path", "unit");
        SourcePaths paths = changedAt.paths("path");
        if (paths == null) {
            return null;
        }
        schemas.checkInAll("changedAt.path", paths, ValueKind.TIME);
        return new ChangedAtRule(paths, unit(changedAt, paths));
    }

    /** The unit of values without one of their own; it must not differ from what a logical type says. */
    private @Nullable EpochUnit unit(YamlObject time, SourcePaths paths) {
        EpochUnit declared = time.has("unit") ? time.constant("unit", EpochUnit.class) : null;
        boolean needed = false;
        for (SourcePath path : paths.alternatives()) {
            for (Schema writer : schemas.all()) {
                for (Schema value : path.in(writer)) {
                    EpochUnit own = EpochUnit.of(value);
                    needed |= own == null && value.getType() == Schema.Type.LONG;
                    if (own != null && declared != null && own != declared) {
                        problems.add(time.nameOf("unit"), declared, own + ", as the schema says of " + path);
                    }
                }
            }
        }
        if (needed && !time.has("unit")) {
            problems.add(time.nameOf("unit"), "absent", "MILLIS or MICROS, as the schema says neither");
        }
        return declared;
    }

    private List<DeleteRule> deletes() {
        List<DeleteRule> rules = new ArrayList<>();
        if (!document.has("delete")) {
            return rules;
        }
        JsonNode node = document.required("delete", "path with equals or isNull, or a list of them");
        if (node != null) {
            for (JsonNode rule : node.isArray() ? node : List.of(node)) {
                delete(new YamlObject("delete", rule, problems).allow("path", "equals", "isNull"), rules);
            }
        }
        return rules;
    }

    private void delete(YamlObject rule, List<DeleteRule> rules) {
        SourcePaths path = rule.paths("path");
        if (path == null) {
            return;
        }
        if (path.alternatives().size() > 1) {
            problems.add("delete.path", path, "one path a rule");
        }
        if (rule.has("equals") == rule.has("isNull")) {
            problems.add("delete", path, "equals or isNull beside the path, and not both");
            return;
        }
        Set<String> values = Set.of();
        if (rule.has("equals")) {
            values = Set.copyOf(rule.texts("equals", "a value or a list of values"));
            schemas.check("delete.path", path, ValueKind.TOKEN);
            schemas.checkSymbols("delete.equals", path.alternatives().get(0), values);
        } else {
            schemas.check("delete.path", path, ValueKind.ANYTHING);
            if (!rule.texts("isNull", "true").equals(List.of("true"))) {
                problems.add("delete.isNull", rule.texts("isNull", "true"), "true");
            }
        }
        rules.add(new DeleteRule(path.alternatives().get(0), values));
    }

    private boolean nullValueDeletes(@Nullable VersionRule version) {
        if (!document.has("nullValue")) {
            return false;
        }
        YamlObject nullValue = document.object("nullValue", "version");
        if (nullValue != null) {
            List<String> rule = nullValue.allow("version").texts("version", KAFKA_TIMESTAMP);
            if (!rule.isEmpty() && !rule.equals(List.of(KAFKA_TIMESTAMP))) {
                problems.add("nullValue.version", rule, KAFKA_TIMESTAMP);
            }
            if (version != null && version.kind() != VersionRule.Kind.UPDATE_TIME) {
                problems.add("nullValue.version", rule, "absent, as it does not compare with " + version.kind());
            }
        }
        return true;
    }

    private List<ContentField> content() {
        List<ContentField> fields = new ArrayList<>();
        YamlObject content = document.object("content", "names of fields with their paths");
        if (content == null) {
            return fields;
        }
        if (content.keys().isEmpty()) {
            problems.add("content", "empty", "names of fields with their paths");
        }
        for (String name : content.keys()) {
            SourcePaths paths = content.paths(name);
            if (name.length() > MAX_FIELD_NAME || !FIELD_NAME.matcher(name).matches()) {
                problems.add("content", name, "letters, digits, '_', '-', and '.' between; .* at the end for a map");
            } else if (paths != null) {
                ContentField field = new ContentField(name, paths);
                schemas.check("content." + name, paths, field.isMap() ? ValueKind.TEXT_MAP : ValueKind.TEXTS);
                fields.add(field);
            }
        }
        return fields;
    }
}
