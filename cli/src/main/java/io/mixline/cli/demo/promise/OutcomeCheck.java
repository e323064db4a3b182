package io.mixline.cli.demo.promise;

import io.mixline.cli.embedded.JobCounts;
import io.mixline.schemas.ItemOutcome;
import java.util.ArrayList;
import java.util.List;

/** Compares what a job counted with what was published. */
final class OutcomeCheck {

    private final ExpectedItems expected;
    private final JobCounts counted;
    private final long deadLetters;

    /** @param deadLetters records in their topic */
    OutcomeCheck(ExpectedItems expected, JobCounts counted, long deadLetters) {
        this.expected = expected;
        this.counted = counted;
        this.deadLetters = deadLetters;
    }

    /** Each record came in, and ended once. */
    List<String> sums() {
        List<String> wrong = new ArrayList<>();
        long published = expected.records() + counted.returnedMarks();
        if (counted.input() != published) {
            wrong.add("input " + counted.input() + " (expected: " + published + " published)");
        }
        if (counted.allEnded() + counted.held() != counted.input()) {
            wrong.add("ended " + counted.allEnded() + ", held " + counted.held() + " (expected: input "
                    + counted.input() + " in all)");
        }
        if (deadLetters != counted.ended(ItemOutcome.DEAD_LETTER)) {
            wrong.add("dead letters in their topic: " + deadLetters + " (expected: "
                    + counted.ended(ItemOutcome.DEAD_LETTER) + ", as counted)");
        }
        return wrong;
    }

    /** Each record ended as the promises say. */
    List<String> kinds() {
        List<String> wrong = new ArrayList<>();
        for (ItemOutcome outcome : ItemOutcome.values()) {
            if (counted.ended(outcome) != expected.count(outcome)) {
                wrong.add("records that ended as " + outcome + ": " + counted.ended(outcome) + " (expected: "
                        + expected.count(outcome) + ")");
            }
        }
        return wrong;
    }
}
