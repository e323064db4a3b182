package io.mixline.cli.postings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one line of JSON: an object of texts, numbers, and arrays of them; the members of {@code attributes} stand for themselves. */
final class JsonLines {

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    Map<String, List<String>> values(String line) throws BadRowException {
        JsonNode node;
        try {
            node = mapper.readTree(line);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at column " + e.getLocation().getColumnNr();
            throw new BadRowException("not JSON" + where + " (expected: one JSON object per line)");
        }
        if (!node.isObject()) {
            throw new BadRowException("a JSON " + node.getNodeType() + " (expected: one JSON object per line)");
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (member.getKey().equals("attributes") && member.getValue().isObject()) {
                for (Map.Entry<String, JsonNode> attribute : member.getValue().properties()) {
                    values.put(attribute.getKey(), texts(attribute.getKey(), attribute.getValue()));
                }
            } else {
                values.put(member.getKey(), texts(member.getKey(), member.getValue()));
            }
        }
        return values;
    }

    private static List<String> texts(String name, JsonNode value) throws BadRowException {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (element.isContainerNode()) {
                throw new BadRowException(name + ": a nested " + element.getNodeType()
                        + " (expected: text, a number, or an array of them)");
            }
            if (!element.isNull()) {
                texts.add(element.asText());
            }
        }
        return texts;
    }
}
