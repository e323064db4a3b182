package io.mixline.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DisplayTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintWriter out = new PrintWriter(bytes, true, StandardCharsets.UTF_8);
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void where_lines_cannot_be_redrawn_progress_is_a_line_every_five_seconds() {
        Display display = new PlainDisplay(out, nanos::get);
        display.heading("Publish");
        for (int second = 1; second <= 11; second++) {
            nanos.set(Duration.ofSeconds(second).toNanos());
            display.progress(new Progress("readable", second * 10L, 200, Duration.ofSeconds(second)));
        }
        display.done("200 readable");

        assertThat(lines())
                .containsExactly(
                        "",
                        "Publish",
                        "  50/200 readable   10.0/s   15 s left",
                        "  100/200 readable   10.0/s   10 s left",
                        "  200 readable");
    }

    @Test
    void a_terminal_shows_a_bar_and_puts_the_result_in_its_place() {
        Display display = new TerminalDisplay(out);
        display.progress(new Progress("readable", 100, 200, Duration.ofSeconds(10)));
        display.done("200 readable");

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[2K  [###############...............] 100/200 readable   10.0/s   10 s left"
                        + "\r\u001b[2K  200 readable" + System.lineSeparator());
    }

    @Test
    void a_table_aligns_its_columns() {
        assertThat(new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT)
                        .row("published", "1200", "records")
                        .row("deleted", "7", "")
                        .lines())
                .containsExactly("published   1200   records", "deleted        7");
    }

    @Test
    void durations_and_long_texts_are_short() {
        assertThat(Texts.duration(Duration.ofMillis(420))).isEqualTo("0.42 s");
        assertThat(Texts.duration(Duration.ofMillis(12_340))).isEqualTo("12.3 s");
        assertThat(Texts.duration(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
        assertThat(Texts.cut("one\n two three", 20)).isEqualTo("one two three");
        assertThat(Texts.cut("one two three", 10)).isEqualTo("one two...");
    }

    private String[] lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
    }
}
