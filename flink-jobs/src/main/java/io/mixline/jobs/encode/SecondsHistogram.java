package io.mixline.jobs.encode;

import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * The latest durations. Flink's histograms take whole numbers: this one takes microseconds and shows seconds, so that the
 * metric is what its name says. The least and the greatest are whole seconds, because Flink has no other type for them.
 */
final class SecondsHistogram implements Histogram {

    private static final double MICROS = 1e6;

    private final DescriptiveStatisticsHistogram micros;

    SecondsHistogram(int samples) {
        micros = new DescriptiveStatisticsHistogram(samples);
    }

    void update(Duration duration) {
        update(duration.toNanos() / 1000);
    }

    /** @param duration in microseconds */
    @Override
    public void update(long duration) {
        micros.update(duration);
    }

    @Override
    public long getCount() {
        return micros.getCount();
    }

    @Override
    public HistogramStatistics getStatistics() {
        return new Seconds(micros.getStatistics());
    }

    private static final class Seconds extends HistogramStatistics {

        private final HistogramStatistics micros;

        Seconds(HistogramStatistics micros) {
            this.micros = micros;
        }

        @Override
        public double getQuantile(double quantile) {
            return micros.getQuantile(quantile) / MICROS;
        }

        @Override
        public long[] getValues() {
            return Arrays.stream(micros.getValues())
                    .map(value -> (long) (value / MICROS))
                    .toArray();
        }

        @Override
        public int size() {
            return micros.size();
        }

        @Override
        public double getMean() {
            return micros.getMean() / MICROS;
        }

        @Override
        public double getStdDev() {
            return micros.getStdDev() / MICROS;
        }

        @Override
        public long getMax() {
            return (long) (micros.getMax() / MICROS);
        }

        @Override
        public long getMin() {
            return (long) (micros.getMin() / MICROS);
        }
    }
}
