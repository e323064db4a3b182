package io.mixline.cli.postings;

import io.mixline.cli.postings.Vocabulary.Industry;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A gap in a sentence template, written {@code {task}}, and what it is filled with. */
enum Slot {
    TASK {
        @Override
        String fill(Posting draft, Industry industry, Random random) {
            return pick(industry.tasks(), random);
        }
    },
    THING {
        @Override
        String fill(Posting draft, Industry industry, Random random) {
            return pick(industry.things(), random);
        }
    },
    TEAM {
        @Override
        String fill(Posting draft, Industry industry, Random random) {
            return pick(industry.teams(), random);
        }
    },
    SKILL {
        @Override
        String fill(Posting draft, Industry industry, Random random) {
            return pick(draft.skills(), random);
        }
    },
    COMPANY {
        @Override
        String fill(Posting draft, Industry industry, Random random) {
            return draft.company();
        }
    },
    PLACE {
        @Override
        String fill(Posting draft, Industry industry, Random random) {
            return draft.location();
        }
    },
    TITLE {
        @Override
        String fill(Posting draft, Industry industry, Random random) {
            return draft.title();
        }
    },
    /** From two to forty: years, people, days. */
    NUMBER {
        @Override
        String fill(Posting draft, Industry industry, Random random) {
            return Integer.toString(2 + random.nextInt(39));
        }
    };

    abstract String fill(Posting draft, Industry industry, Random random);

    /** The template with each gap filled, its first letter upper case. */
    static String fillAll(String template, Posting draft, Industry industry, Random random) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            Slot slot = valueOf(template.substring(open + 1, close).toUpperCase(Locale.ROOT));
            text.append(template, from, open).append(slot.fill(draft, industry, random));
            from = close + 1;
        }
        text.append(template, from, template.length());
        text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
        return text.toString();
    }

    private static String pick(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
