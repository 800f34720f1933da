package io.noisystudent.labeler.stages;

import java.util.concurrent.TimeUnit;

/** Adds up how long a run waited for its input and how long its batches were in the network. */
final class StageClock {
    private long reading;
    private long inferring;

    void reading(Runnable work) {
        long start = System.nanoTime();
        work.run();
        reading += System.nanoTime() - start;
    }

    void inferred(long nanos) {
        inferring += nanos;
    }

    long readMillis() {
        return TimeUnit.NANOSECONDS.toMillis(reading);
    }

    long inferenceMillis() {
        return TimeUnit.NANOSECONDS.toMillis(inferring);
    }
}
