package io.noisystudent.learning.training;

import java.util.SplittableRandom;

/** An endless order of rows: pass after pass over all of them, each in a fresh order. Not thread-safe. */
final class ShuffledPasses {
    private final int[] order;
    private final long seed;
    private long pass = -1;

    ShuffledPasses(int size, long seed) {
        this.order = new int[size];
        this.seed = seed;
    }

    /** The rows from {@code start} on, counted from the beginning of the first pass. */
    int[] rows(long start, int count) {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            shuffleFor((start + i) / order.length);
            rows[i] = order[(int) ((start + i) % order.length)];
        }
        return rows;
    }

    /** Fisher and Yates, from the sorted order, so that a pass does not depend on the ones before. */
    private void shuffleFor(long wanted) {
        if (wanted == pass) {
            return;
        }
        pass = wanted;
        SplittableRandom random = new SplittableRandom(Seeds.mix(seed, pass));
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
