package io.noisystudent.labeler.evaluation;

import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.stages.Engine;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how long a version takes for a full batch of the size that is served, one batch after the other: on a CPU on one
 * thread, as each batch is labeled, on a GPU with the copies to and fro.
 *
 * <p>Each of the last few versions is measured once. Not thread-safe.
 */
public final class LatencyProbe {
    private static final int MOST_RUNS = 25;
    private static final int LEAST_RUNS = 3;
    private static final int REMEMBERED = 8;

    /** A large network takes seconds for a batch; its figure needs fewer of them. */
    private static final long ENOUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final int batchSize;
    private final LongSupplier nanoTime;
    private final Map<ModelRef, Latency> measured = new LinkedHashMap<>();

    /**
     * @param batchSize images of one inference call
     * @param nanoTime as {@link System#nanoTime}
     */
    public LatencyProbe(int batchSize, LongSupplier nanoTime) {
        this.batchSize = batchSize;
        this.nanoTime = nanoTime;
    }

    /** The latency of a version, with all that it needs in memory. */
    Latency latency(ModelRef ref, Engine model) {
        Latency known = measured.get(ref);
        if (known == null) {
            known = measure(model);
            measured.put(ref, known);
            if (measured.size() > REMEMBERED) {
                measured.remove(measured.keySet().iterator().next());
            }
        }
        return known;
    }

    private Latency measure(Engine model) {
        ByteBuffer pixels =
                ByteBuffer.allocateDirect(Math.multiplyExact(model.imageShape().bytes(), batchSize));
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (byte) i);
        }
        FloatBuffer probabilities = FloatBuffer.allocate(Math.multiplyExact(model.classes(), batchSize));
        time(model, pixels, probabilities);
        long[] nanos = new long[MOST_RUNS];
        int runs = 0;
        long spent = 0;
        while (runs < MOST_RUNS && (runs < LEAST_RUNS || spent < ENOUGH_NANOS)) {
            nanos[runs] = time(model, pixels, probabilities);
            spent += nanos[runs++];
        }
        return new Latency(median(Arrays.copyOf(nanos, runs)) / 1e6, batchSize, runs, model.execution());
    }

    private long time(Engine model, ByteBuffer pixels, FloatBuffer probabilities) {
        long start = nanoTime.getAsLong();
        model.classify(pixels.duplicate(), probabilities.clear());
        return nanoTime.getAsLong() - start;
    }

    private static double median(long[] nanos) {
        Arrays.sort(nanos);
        int middle = nanos.length / 2;
        return nanos.length % 2 == 1 ? nanos[middle] : (nanos[middle - 1] + nanos[middle]) / 2.0;
    }
}
