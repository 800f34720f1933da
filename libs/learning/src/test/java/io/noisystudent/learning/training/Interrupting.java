package io.noisystudent.learning.training;

/** Cancels a training after so many steps. */
final class Interrupting implements TrainingListener {
    private final int limit;
    private int done;

    Interrupting(int limit) {
        this.limit = limit;
    }

    @Override
    public void stepped(StepReport report) {
        done = report.step();
    }

    @Override
    public boolean isCancelled() {
        return done == limit;
    }
}
