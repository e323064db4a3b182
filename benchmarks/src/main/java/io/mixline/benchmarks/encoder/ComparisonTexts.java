package io.mixline.benchmarks.encoder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Texts of lognormal length, the same in each run. Every word is one token of the model's vocabulary, so that a text cut
 * between any two words has the same tokens as the whole: rivals that take shorter texts can be given the same work.
 */
final class ComparisonTexts {

    /** 350 words of real text at 1.3 tokens a word. */
    private static final double MEDIAN_TOKENS = 455;

    private static final double SIGMA = 0.6;
    private static final int SHORTEST = 16;

    /** What the default bundle takes. */
    private static final int LONGEST = 2048;

    private static final String[] WORDS =
            ("the and of to in a for with on is we you our are will team work at as your experience job company "
                            + "skills role support business development management data service customer project "
                            + "design software engineering technical systems knowledge degree years training health "
                            + "care hospital nurse driver sales marketing finance office remote full time part senior "
                            + "junior manager assistant director quality safety production process research people "
                            + "growth market product tools code test cloud security network database science report "
                            + "plan budget contract legal policy staff school teacher student language english german "
                            + "berlin london paris city travel hours week salary benefits apply today join help build "
                            + "lead learn create provide ensure maintain review order store food kitchen warehouse")
                    .split(" ");

    private final List<String[]> texts;

    ComparisonTexts(int count) {
        Random random = new Random(20_261_122);
        texts = IntStream.range(0, count)
                .mapToObj(i -> words(random, length(random)))
                .toList();
    }

    private static int length(Random random) {
        double length = MEDIAN_TOKENS * Math.exp(SIGMA * random.nextGaussian());
        return (int) Math.max(SHORTEST, Math.min(LONGEST, Math.round(length)));
    }

    private static String[] words(Random random, int count) {
        String[] words = new String[count];
        for (int i = 0; i < count; i++) {
            words[i] = WORDS[random.nextInt(WORDS.length)];
        }
        return words;
    }

    int count() {
        return texts.size();
    }

    String[] words(int text) {
        return texts.get(text);
    }

    String text(int text) {
        return String.join(" ", texts.get(text));
    }

    /**
     * The texts in {@code parts} subsets of like lengths: every parts-th of the texts in order of length, in the order of
     * arrival within a subset.
     */
    List<List<Integer>> strata(int parts) {
        List<Integer> byLength =
                new ArrayList<>(IntStream.range(0, count()).boxed().toList());
        byLength.sort(Comparator.comparingInt(text -> texts.get(text).length));
        List<List<Integer>> strata = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int first = part;
            strata.add(IntStream.range(0, count())
                    .filter(rank -> rank % parts == first)
                    .mapToObj(byLength::get)
                    .sorted()
                    .toList());
        }
        return strata;
    }

    /** Mean, median and longest length in tokens. */
    String describe() {
        int[] lengths = texts.stream().mapToInt(words -> words.length).sorted().toArray();
        return String.format(
                "%d texts, lognormal (sigma %.1f), tokens: median %d, mean %.0f, p90 %d, longest %d",
                lengths.length,
                SIGMA,
                lengths[lengths.length / 2],
                IntStream.of(lengths).average().orElseThrow(),
                lengths[lengths.length * 9 / 10],
                lengths[lengths.length - 1]);
    }
}
