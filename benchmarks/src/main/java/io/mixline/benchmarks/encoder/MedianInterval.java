package io.mixline.benchmarks.encoder;

import java.util.Arrays;
import java.util.Locale;

/**
 * A median and an interval of at least 95% confidence for it, from order statistics: no distribution is assumed, only that
 * the values are independent.
 */
record MedianInterval(double low, double median, double high) {

    static MedianInterval of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        int cut = 0;
        // The interval from the cut-th smallest to the cut-th largest misses with twice P(Binomial(count, 1/2) < cut).
        double missed = 2 * Math.pow(0.5, count);
        double choose = 1;
        while (2 * (cut + 1) < count) {
            choose = choose * (count - cut) / (cut + 1);
            double more = missed + 2 * choose * Math.pow(0.5, count);
            if (more > 0.05) {
                break;
            }
            missed = more;
            cut++;
        }
        double median = count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
        return new MedianInterval(sorted[cut], median, sorted[count - 1 - cut]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", median, low, high);
    }
}
