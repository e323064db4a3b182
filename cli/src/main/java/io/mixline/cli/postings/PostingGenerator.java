package io.mixline.cli.postings;

import io.mixline.cli.postings.Vocabulary.Industry;
import io.mixline.schemas.ItemId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Writes job postings that never existed: generated text, for demos, load tests and benchmarks, and no measure of
 * relevance. Title, skills and tasks belong together by industry; sentences come from templates. The words of a
 * description are lognormal (median 350, sigma 0.5). Deterministic: the same seed and number give the same posting,
 * whatever was asked before; no two numbers give equal ones. Thread-safe.
 */
public final class PostingGenerator {

    public static final int MEDIAN_WORDS = 350;
    public static final double SIGMA = 0.5;

    private static final Vocabulary VOCABULARY = Vocabulary.load();
    /** Two sigma and more off the median on both sides: no posting is one sentence, none is a book. */
    private static final int MIN_WORDS = 80;

    private static final int MAX_WORDS = 2_000;

    private final long seed;

    public PostingGenerator(long seed) {
        this.seed = seed;
    }

    /** The id of that number's posting. */
    public ItemId itemId(long number) {
        return new ItemId("job-%06d".formatted(number));
    }

    public Posting posting(long number) {
        Random random = new Random(scramble(seed, number));
        Industry industry = pick(VOCABULARY.industries(), random);
        Posting draft = draft(industry, random);
        long words = Math.round(MEDIAN_WORDS * Math.exp(SIGMA * random.nextGaussian()));
        String reference = industry.name().substring(0, 3).toUpperCase(Locale.ROOT) + "-" + number;
        return draft.withDescription(new DescriptionWriter(draft, industry, random)
                .write(VOCABULARY.templates(), (int) Math.max(MIN_WORDS, Math.min(MAX_WORDS, words)), reference));
    }

    private static Posting draft(Industry industry, Random random) {
        String seniority = pick(VOCABULARY.seniorities(), random);
        List<String> skills = new ArrayList<>(industry.skills());
        Collections.shuffle(skills, random);
        return new Posting(
                (seniority + " " + pick(industry.titles(), random)).strip(),
                pick(industry.companies(), random) + " " + pick(VOCABULARY.companyEndings(), random),
                pick(VOCABULARY.places(), random),
                "",
                skills.subList(0, Math.min(skills.size(), 3 + random.nextInt(6))),
                Map.of(
                        "industry", industry.name(),
                        "seniority", seniority.isEmpty() ? "Regular" : seniority,
                        "employment", pick(VOCABULARY.employments(), random)));
    }

    private static <T> T pick(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    /** SplitMix64's finisher: neighbouring numbers give unrelated postings. */
    private static long scramble(long seed, long number) {
        long z = seed * 0x9E3779B97F4A7C15L + number + 0x632BE59BD9B4E019L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
