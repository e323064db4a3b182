package io.mixline.cli.demo.promise;

import java.util.List;

/**
 * What came of a check.
 *
 * @param evidence what was looked at, or what was found wrong
 */
public record Verdict(Promise promise, Finding finding, String evidence) {

    /** Whether a promise held. */
    public enum Finding {
        HELD("held"),
        BROKEN("BROKEN"),
        NOT_CHECKED("not checked here");

        private final String words;

        Finding(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Held if nothing was found wrong. */
    static Verdict of(Promise promise, String looked, List<String> wrong) {
        return wrong.isEmpty()
                ? new Verdict(promise, Finding.HELD, looked)
                : new Verdict(
                        promise,
                        Finding.BROKEN,
                        wrong.get(0) + (wrong.size() == 1 ? "" : "; and " + (wrong.size() - 1) + " more"));
    }

    public boolean isBroken() {
        return finding == Finding.BROKEN;
    }
}
