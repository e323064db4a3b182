package io.mixline.cli.postings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PostingGeneratorTest {

    @Property(tries = 5)
    void lengths_are_lognormal_around_the_median(@ForAll long seed) {
        PostingGenerator generator = new PostingGenerator(seed);
        double[] logs = LongStream.range(0, 2_000)
                .mapToDouble(number -> Math.log(generator.posting(number).words()))
                .sorted()
                .toArray();
        double mean = DoubleStream.of(logs).average().orElseThrow();
        double sigma = Math.sqrt(DoubleStream.of(logs)
                .map(log -> (log - mean) * (log - mean))
                .average()
                .orElseThrow());

        assertThat(Math.exp(logs[1_000])).isCloseTo(PostingGenerator.MEDIAN_WORDS, within(35.0));
        assertThat(sigma).isCloseTo(PostingGenerator.SIGMA, within(0.05));
        // As many far below as far above, on the logarithm's scale: one sigma holds two thirds.
        assertThat(DoubleStream.of(logs)
                        .filter(log -> Math.abs(log - mean) < sigma)
                        .count())
                .isBetween(1_250L, 1_470L);
    }

    @Property(tries = 50)
    void the_same_number_gives_the_same_posting_and_no_other_number_does(
            @ForAll long seed, @ForAll @LongRange(min = 0, max = 1_000_000) long number) {
        PostingGenerator generator = new PostingGenerator(seed);

        assertThat(new PostingGenerator(seed).posting(number)).isEqualTo(generator.posting(number));
        assertThat(generator.posting(number + 1)).isNotEqualTo(generator.posting(number));
        assertThat(generator.posting(number).revised(2)).isNotEqualTo(generator.posting(number));
        assertThat(generator.posting(number).revised(3))
                .isNotEqualTo(generator.posting(number).revised(2));
    }

    @Test
    void no_two_postings_are_equal() {
        PostingGenerator generator = new PostingGenerator(7);
        Set<String> descriptions = new HashSet<>();
        LongStream.range(0, 5_000)
                .forEach(number -> descriptions.add(generator.posting(number).description()));
        assertThat(descriptions).hasSize(5_000);
    }

    @Test
    void every_gap_of_every_template_is_filled() {
        PostingGenerator generator = new PostingGenerator(1);
        assertThat(LongStream.range(0, 500)
                        .mapToObj(number -> generator.posting(number).description()))
                .noneMatch(description -> description.contains("{") || description.contains("}"));
    }

    @Test
    void postings_come_from_several_industries_and_places() {
        PostingGenerator generator = new PostingGenerator(1);
        assertThat(LongStream.range(0, 300)
                        .mapToObj(
                                number -> generator.posting(number).attributes().get("industry"))
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(8);
        assertThat(LongStream.range(0, 300)
                        .mapToObj(number -> generator.posting(number).location())
                        .distinct())
                .hasSizeGreaterThan(30);
    }
}
