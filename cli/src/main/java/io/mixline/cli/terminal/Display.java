package io.mixline.cli.terminal;

import java.io.PrintWriter;

/** Where a command tells its story. Thread-safe. */
public interface Display {

    /** Begins a step. */
    void heading(String text);

    /** One finished line under the heading. */
    void line(String text);

    /** How far the step is. May be called as often as one likes; what is shown is up to the display. */
    void progress(Progress progress);

    /** The step's progress is over: this line takes its place. */
    void done(String text);

    default void table(Table table) {
        table.lines().forEach(this::line);
    }

    /**
     * A bar on a terminal that can redraw a line, plain lines elsewhere (a file, a pipe, {@code TERM=dumb}). What standard
     * output is, Java cannot tell on all releases: bin/mixline does, with {@code -Dmixline.terminal=true}.
     *
     * @param out standard output; flushes each line
     */
    static Display on(PrintWriter out) {
        boolean redraws = Boolean.getBoolean("mixline.terminal");
        return redraws && !"dumb".equals(System.getenv("TERM"))
                ? new TerminalDisplay(out)
                : new PlainDisplay(out, System::nanoTime);
    }
}
