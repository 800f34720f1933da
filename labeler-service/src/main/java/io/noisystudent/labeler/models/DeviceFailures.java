package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that a failing device has ended, in a file, for the next one to know: after some of them within an hour a
 * labeler leaves the device alone. One that must not use anything else takes no more tasks, of which each would begin, end
 * the process and have to wait for another labeler.
 *
 * <p>A line is a time and what happened. Thread-safe; a process is noted once.
 */
public final class DeviceFailures {
    static final int LIMIT = 3;
    static final Duration WINDOW = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(DeviceFailures.class);
    private static final String NAME = "device-failures.log";

    private final Path file;
    private final Clock clock;
    private final Use use;
    private final List<String> before;
    private final AtomicBoolean noted = new AtomicBoolean();

    /** What a process has to do with the device. */
    public enum Use {
        /** It works on the CPU. */
        NONE,
        /** It works on the device if it can, else on the CPU. */
        PREFERRED,
        /** It works on the device or not at all. */
        REQUIRED
    }

    /** @param directory of the model files; made if absent */
    public DeviceFailures(Path directory, Clock clock, Use use) {
        this.file = directory.resolve(NAME);
        this.clock = clock;
        this.use = use;
        this.before = recent();
    }

    /** Notes that this process ends because of its device. */
    public void note(NoisyStudentException failure) {
        if (!noted.compareAndSet(false, true)) {
            return;
        }
        List<String> lines = new ArrayList<>(recent());
        lines.add(clock.instant() + " " + failure.describe().replace('\n', ' '));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            LOG.warn("file={} the failure of the device is not noted: {}", file, e.toString());
        }
    }

    /** Why this process takes no tasks; empty if the device failed seldom before it started, or a CPU does instead. */
    public Optional<NoisyStudentException> tooMany() {
        return use == Use.REQUIRED
                ? judge("No tasks are taken; check the card, delete " + file
                        + " and restart this labeler, or set noisystudent.labeler.device=cpu")
                : Optional.empty();
    }

    /** Why this process works on the CPU although it would prefer the device; empty if it need not. */
    public Optional<NoisyStudentException> avoided() {
        return use == Use.PREFERRED
                ? judge("The CPU is used; check the card, delete " + file + " and restart this labeler")
                : Optional.empty();
    }

    private Optional<NoisyStudentException> judge(String next) {
        if (before.size() < LIMIT) {
            return Optional.empty();
        }
        return Optional.of(new NoisyStudentException(
                ErrorCode.DEVICE_FAILED,
                "device",
                "it ended " + before.size() + " processes within an hour, the last one at "
                        + before.get(before.size() - 1) + ". " + next));
    }

    private List<String> recent() {
        Instant from = clock.instant().minus(WINDOW);
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .filter(line -> isAfter(line, from))
                            .toList()
                    : List.of();
        } catch (IOException e) {
            LOG.warn("file={} cannot be read: {}", file, e.toString());
            return List.of();
        }
    }

    private static boolean isAfter(String line, Instant from) {
        try {
            return Instant.parse(line.split(" ", 2)[0]).isAfter(from);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
