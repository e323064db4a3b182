package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo as a user runs it; with the hashing encoder, for what is looked at is not the model. */
class DemoIT {

    private static final String BUNDLE = "src/test/bundles/hashing";

    @TempDir
    Path directory;

    @Test
    void every_promise_that_is_checked_holds() {
        CommandRun run = demo("--items", "40");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Every promise that was checked held", "came back from its files", "a smoke check")
                .doesNotContain("BROKEN", "the cache did not crash");
    }

    @ParameterizedTest
    @CsvSource({
        "fence, the embeddings topic alone is enough",
        "gate, newest wins",
        "positions, positions never run ahead of data",
        "tombstones, a delete is a version"
    })
    void what_is_broken_on_purpose_ends_with_exit_code_1_and_the_promise_is_named(String broken, String promise) {
        CommandRun run = demo("--items", "20", "--break", broken);

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).containsPattern("Did not hold: .*" + promise);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void a_users_postings_go_through_and_rows_that_do_not_fit_are_named() throws IOException {
        StringBuilder csv = new StringBuilder("ref,title,description\n,no id,\n");
        for (int row = 0; row < 25; row++) {
            csv.append("own-").append(row).append(",Cook ").append(row).append(",\"Cooks, and cleans\"\n");
        }
        Path file = Files.writeString(directory.resolve("own.csv"), csv);

        CommandRun run = demo("--postings", file.toString(), "--column", "id=ref", "--query", "who cooks?");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "line 2: ref: \"\" (expected: not empty)",
                        "1 rows do not fit and were left out, 25 do",
                        "\"who cooks?\"");
    }

    private static CommandRun demo(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "demo";
        arguments[1] = "--bundle";
        arguments[2] = BUNDLE;
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CommandRun.of(arguments);
    }
}
