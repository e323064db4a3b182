package io.mixline.cli.terminal;

import java.io.PrintWriter;

/** A terminal that can redraw its last line: headings in bold, progress as a bar. */
final class TerminalDisplay implements Display {

    private static final String CLEAR_LINE = "\r\u001b[2K";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";
    private static final int BAR_WIDTH = 30;

    private final PrintWriter out;
    private boolean barShown;

    TerminalDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void heading(String text) {
        clearBar();
        out.println();
        out.println(BOLD + text + PLAIN);
    }

    @Override
    public synchronized void line(String text) {
        clearBar();
        out.println("  " + text);
    }

    @Override
    public synchronized void progress(Progress progress) {
        int filled = (int) (progress.share() * BAR_WIDTH);
        out.print(CLEAR_LINE + "  [" + "#".repeat(filled) + ".".repeat(BAR_WIDTH - filled) + "] " + progress.numbers());
        out.flush();
        barShown = true;
    }

    @Override
    public synchronized void done(String text) {
        line(text);
    }

    private void clearBar() {
        if (barShown) {
            out.print(CLEAR_LINE);
            barShown = false;
        }
    }
}
