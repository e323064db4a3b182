package io.mixline.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever was once released is read for ever. A changed schema is released by a copy beside the others, such as {@code
 * released/ItemEmbedding-v2.avsc}, and by samples of its bytes in {@code history/ItemEmbedding/v2}; the bytes to put there
 * are in the message of the test that misses them.
 */
class SchemaHistoryTest {

    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @ValueSource(
            strings = {"JobPostingChange", "BackfillChange", "ItemEmbedding", "DeadLetter", "EpochStart", "WriterClaim"
            })
    void the_newest_released_schema_is_the_current_one(String record) throws IOException {
        int newest = ReleasedSchemas.of(record).size();
        assertThat(json("src/main/avro/" + record + ".avsc"))
                .as("a changed schema is released as %s-v%d.avsc", record, newest + 1)
                .isEqualTo(json("src/main/resources/io/mixline/schemas/released/" + record + "-v" + newest + ".avsc"));
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(Path.of(file).toFile());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"JobPostingChange", "BackfillChange", "ItemEmbedding", "DeadLetter", "EpochStart", "WriterClaim"
            })
    void every_released_schema_has_samples_that_it_wrote(String record) throws IOException {
        List<Schema> released = ReleasedSchemas.of(record);
        RecordFraming framing = RecordFraming.singleObject(released);
        for (int release = 1; release <= released.size(); release++) {
            String folder = record + "/v" + release + "/";
            List<HistorySample> samples = HistorySample.all().stream()
                    .filter(sample -> sample.file().startsWith(folder))
                    .toList();
            assertThat(samples).as(folder).isNotEmpty();
            for (HistorySample sample : samples) {
                assertThat(framing.read(bytes(sample)).writer()).isEqualTo(released.get(release - 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void what_was_written_then_is_read_now(HistorySample sample) throws IOException {
        assertThat(sample.read(bytes(sample))).isEqualTo(sample.expected());
    }

    @Test
    void an_unknown_record_was_never_released() {
        assertThat(ReleasedSchemas.of("Nothing")).isEmpty();
    }

    static List<HistorySample> samples() {
        return HistorySample.all();
    }

    private static byte[] bytes(HistorySample sample) throws IOException {
        try (InputStream in = SchemaHistoryTest.class.getResourceAsStream("/history/" + sample.file())) {
            assertThat(in)
                    .as("%s: absent (expected: %s)", sample.file(), HEX.formatHex(sample.writtenNow()))
                    .isNotNull();
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HEX.parseHex(String.join("", Arrays.asList(hex.split("\\s+"))));
        }
    }
}
