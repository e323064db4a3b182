package io.mixline.schemas.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.ItemContent;
import io.mixline.schemas.ItemId;
import io.mixline.schemas.ItemVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobPostingChangeCodecTest {

    private final JobPostingChangeCodec codec = new JobPostingChangeCodec();

    @Test
    void a_field_that_no_posting_has_is_an_error() {
        assertThatThrownBy(() -> upsert(Map.of("tilte", List.of("Cook"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("content field: tilte (expected: title, company,");
        assertThatThrownBy(() -> upsert(Map.of("attributes.", List.of("x"))))
                .hasMessageStartingWith("content field: attributes. (expected:");
    }

    @Test
    void only_skills_has_many_values() {
        upsert(Map.of("skills", List.of("knives", "soup")));
        assertThatThrownBy(() -> upsert(Map.of("title", List.of("Cook", "Chef"))))
                .hasMessage("title: 2 values (expected: 1)");
    }

    private byte[] upsert(Map<String, List<String>> fields) {
        return codec.upsert(new ItemId("a"), new ItemVersion(1), Instant.EPOCH, new ItemContent(fields));
    }
}
