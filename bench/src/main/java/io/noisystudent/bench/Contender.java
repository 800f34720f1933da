package io.noisystudent.bench;

/**
 * One of the things that are compared.
 *
 * @param round measures once and gives a rate, images per second
 */
record Contender(String name, Round round) {
    /** One measurement. */
    @FunctionalInterface
    interface Round {
        double rate() throws Exception;
    }

    /** Work of known size that is timed as a whole. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Times the work from its start to its end. */
    static Contender timed(String name, int images, Work work) {
        return new Contender(name, () -> {
            long start = System.nanoTime();
            work.run();
            return images * 1e9 / (System.nanoTime() - start);
        });
    }
}
