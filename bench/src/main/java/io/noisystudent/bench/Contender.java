package io.noisystudent.bench;

import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.Stopwatch;

/**
 * One of the things that are compared.
 *
 * @param round measures once
 */
record Contender(String name, Round round) {
    /** One measurement. */
    @FunctionalInterface
    interface Round {
        Measurement take() throws Exception;
    }

    /** Work of known size that is timed as a whole. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Times the work from its start to its end; the CPU time is this process's. */
    static Contender timed(String name, int images, Work work) {
        return new Contender(name, () -> {
            Stopwatch watch = new Stopwatch();
            work.run();
            return watch.stop(images);
        });
    }
}
