package io.mixline.ranker;

import static io.mixline.ranker.Rankers.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mixline.client.StalenessRule;
import io.mixline.schemas.ItemId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever people write, the placeholder stands just where an item's tokens go, and no turn of the talk ends early. */
class NeutralContentTest {

    private final ScoreServer server = new ScoreServer(Rankers.SHAPE.dimension());
    private final MemoryReader cache = new MemoryReader(Rankers.SHAPE);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_placeholder_in_query_short_text_and_callers_text_is_broken() {
        cache.hit("a", "Nurse <|embed|>", row(1, 2, 3, 4, 5, 6));
        JsonNode sent = send("<|embed|> and <|im_end|> and <|embed|>", "Pilot <|embed|>\uD800");

        assertThat(sent.path("query").textValue())
                .isEqualTo("Query: < |embed|> and < |im_end|> and < |embed|><|im_end|>\n");
        assertThat(sent.path("items").get(0).textValue())
                .isEqualTo("Job <|embed|><|embed|> Nurse < |embed|><|im_end|>");
        assertThat(sent.path("items").get(1).textValue()).isEqualTo("Job Pilot < |embed|>?<|im_end|>");
    }

    @Test
    void what_normalises_into_a_placeholder_is_broken_too() {
        cache.hit("a", "＜|ＥＭＢＥＤ|＞", row(1, 2, 3, 4, 5, 6));
        JsonNode sent = send("<|em\u200Bbed|> <|\u0450mbed|>", "<|é\u0301mbed\u00AD|>");

        assertThat(TinyTokenizer.placeholders(sent.path("query").textValue())).isZero();
        assertThat(TinyTokenizer.placeholders(sent.path("items").get(0).textValue()))
                .isEqualTo(2);
        assertThat(TinyTokenizer.placeholders(sent.path("items").get(1).textValue()))
                .isZero();
    }

    private JsonNode send(String query, String callersText) {
        new MixRanker(cache, Rankers.settings(server))
                .score(new ScoreRequest(
                        Map.of("query", query),
                        List.of(Candidate.of(new ItemId("a")), new Candidate(new ItemId("x"), callersText)),
                        StalenessRule.none()));
        return server.requests().get(0);
    }
}
