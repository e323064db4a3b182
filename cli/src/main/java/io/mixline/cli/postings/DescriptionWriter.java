package io.mixline.cli.postings;

import io.mixline.cli.postings.Vocabulary.Industry;
import io.mixline.cli.postings.Vocabulary.Templates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Writes one posting's description, of about a given number of words, out of sentence templates. */
final class DescriptionWriter {

    /** A sentence that would overshoot by more than about half of itself is not begun. */
    private static final int HALF_A_SENTENCE = 8;

    private final Posting draft;
    private final Industry industry;
    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private int words;

    DescriptionWriter(Posting draft, Industry industry, Random random) {
        this.draft = draft;
        this.industry = industry;
        this.random = random;
    }

    String write(Templates templates, int wanted, String reference) {
        sentence(draft.company() + " in " + draft.location() + " is looking for: " + draft.title() + ".");
        sentencesUntil(wanted * 18 / 100, templates.about());
        heading("What you will do");
        sentencesUntil(wanted * 55 / 100, templates.duties());
        heading("What you bring");
        sentencesUntil(wanted * 80 / 100, templates.requirements());
        heading("What we offer");
        sentencesUntil(wanted - 2 * HALF_A_SENTENCE, templates.offers());
        text.append("\n\n");
        sentence(templates.closings().get(random.nextInt(templates.closings().size())));
        // Every real posting has one, and with it no two are equal.
        sentence("Reference " + reference + ".");
        return text.toString();
    }

    private void heading(String heading) {
        text.append("\n\n").append(heading).append('\n');
    }

    /** At least one sentence; each template once before any comes again. */
    private void sentencesUntil(int wanted, List<String> templates) {
        Deque<String> left = new ArrayDeque<>();
        do {
            if (left.isEmpty()) {
                List<String> shuffled = new ArrayList<>(templates);
                Collections.shuffle(shuffled, random);
                left.addAll(shuffled);
            }
            sentence(left.pop());
        } while (words < wanted - HALF_A_SENTENCE);
    }

    private void sentence(String template) {
        String sentence = Slot.fillAll(template, draft, industry, random);
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append(' ');
        }
        text.append(sentence);
        words += sentence.split("\\s+").length;
    }
}
