package io.noisystudent.learning.training;

import io.noisystudent.learning.torch.Compute;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;

/** The losses of the last steps, read twice a second at most where reading waits for the device. Close it. */
final class PendingLosses implements AutoCloseable {
    private static final long INTERVAL = 500_000_000;
    private static final int MOST = 1000;

    private final Queue<StepLoss> pending = new ArrayDeque<>();
    private final boolean readsEvery;
    private final LongSupplier nanoTime;
    private long last;

    PendingLosses(Compute compute, LongSupplier nanoTime) {
        readsEvery = compute.isHost();
        this.nanoTime = nanoTime;
        last = readsEvery ? 0 : nanoTime.getAsLong();
    }

    /** @param loss closed here, at the latest with this */
    void add(StepLoss loss) {
        pending.add(loss);
    }

    boolean areDue() {
        return readsEvery || pending.size() >= MOST || nanoTime.getAsLong() - last >= INTERVAL;
    }

    /** Takes a loss. */
    interface Reader {
        /** @param skipped whether its step moved nothing */
        void read(double loss, boolean skipped);
    }

    /** Hands on every loss that was not read, in order. */
    void read(Reader reader) {
        for (StepLoss loss = pending.poll(); loss != null; loss = pending.poll()) {
            try (StepLoss current = loss) {
                reader.read(current.read(), current.isSkipped());
            }
        }
        last = readsEvery ? 0 : nanoTime.getAsLong();
    }

    @Override
    public void close() {
        pending.forEach(StepLoss::close);
        pending.clear();
    }
}
