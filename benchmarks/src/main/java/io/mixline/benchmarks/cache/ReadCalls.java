package io.mixline.benchmarks.cache;

import java.util.Arrays;
import java.util.Random;

/** The candidate lists of a run, by item number, drawn before it. */
enum ReadCalls {
    /** Every item as likely as any other. */
    UNIFORM {
        @Override
        int[][] draw(ReadShape shape, int calls) {
            Random random = new Random(17);
            return lists(shape, calls, () -> random.nextInt(shape.items()));
        }
    },
    /** The r-th item with a likelihood of 1/r. */
    ZIPF {
        @Override
        int[][] draw(ReadShape shape, int calls) {
            double[] upTo = new double[shape.items()];
            double sum = 0;
            for (int rank = 0; rank < upTo.length; rank++) {
                sum += 1.0 / (rank + 1);
                upTo[rank] = sum;
            }
            int[] itemOfRank = shuffled(shape.items());
            Random random = new Random(19);
            double all = sum;
            return lists(shape, calls, () -> {
                int found = Arrays.binarySearch(upTo, random.nextDouble() * all);
                return itemOfRank[Math.min(upTo.length - 1, found < 0 ? -found - 1 : found)];
            });
        }
    };

    abstract int[][] draw(ReadShape shape, int calls);

    private interface Draw {
        int next();
    }

    private static int[][] lists(ReadShape shape, int calls, Draw draw) {
        int[][] lists = new int[calls][shape.ids()];
        for (int[] list : lists) {
            for (int id = 0; id < list.length; id++) {
                list[id] = draw.next();
            }
        }
        return lists;
    }

    private static int[] shuffled(int items) {
        int[] all = new int[items];
        Random random = new Random(23);
        for (int item = 0; item < items; item++) {
            int other = random.nextInt(item + 1);
            all[item] = all[other];
            all[other] = item;
        }
        return all;
    }
}
