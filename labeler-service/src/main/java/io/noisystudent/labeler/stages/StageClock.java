package io.noisystudent.labeler.stages;

import java.util.concurrent.TimeUnit;

/** Adds up how long a run waited for its input and how long it spent in the network. */
final class StageClock {
    private long reading;
    private long inferring;

    void reading(Runnable work) {
        long start = System.nanoTime();
        work.run();
        reading += System.nanoTime() - start;
    }

    void inferring(Runnable work) {
        long start = System.nanoTime();
        work.run();
        inferring += System.nanoTime() - start;
    }

    long readMillis() {
        return TimeUnit.NANOSECONDS.toMillis(reading);
    }

    long inferenceMillis() {
        return TimeUnit.NANOSECONDS.toMillis(inferring);
    }
}
