package io.noisystudent.embedded.process;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The wait for a child process that starts.
 *
 * @param poll time between two questions
 * @param limit time after which a process that lives and does not answer is given up
 */
public record StartWait(Duration poll, Duration limit) {
    // A start takes seconds. Beside programs that keep every core busy it was seen to take minutes.
    private static final Duration LIMIT = Duration.ofMinutes(5);

    public StartWait(Duration poll) {
        this(poll, LIMIT);
    }

    /**
     * Waits until the process is ready.
     *
     * @param isReady asks the process once, in its own protocol
     * @return why it is not ready: it ended, or the limit has passed; empty if it is
     */
    public Optional<String> await(Process process, BooleanSupplier isReady) throws InterruptedException {
        long start = System.nanoTime();
        while (!isReady.getAsBoolean()) {
            if (process.waitFor(poll.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of("it ended with exit code " + process.exitValue());
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                return Optional.of(tooLate(process));
            }
        }
        // What answered was another process, on the port of one that has ended.
        return process.isAlive() ? Optional.empty() : Optional.of("it ended with exit code " + process.exitValue());
    }

    private String tooLate(Process process) {
        String used = process.info()
                .totalCpuDuration()
                .map(time -> "it had " + time.toSeconds() + " s of CPU time, ")
                .orElse("");
        return String.format(
                Locale.ROOT,
                "it did not answer within %d s (%sthe load of this machine is %.1f on %d cores);"
                        + " if other programs keep the cores busy, start again when they have ended",
                limit.toSeconds(),
                used,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
    }
}
