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
 * labeler takes no more tasks, of which each would begin, end the process and have to wait for another labeler.
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
    private final Optional<NoisyStudentException> tooMany;
    private final AtomicBoolean noted = new AtomicBoolean();

    /**
     * @param directory of the model files; made if absent
     * @param matters false for a process without such a device
     */
    public DeviceFailures(Path directory, Clock clock, boolean matters) {
        this.file = directory.resolve(NAME);
        this.clock = clock;
        this.tooMany = matters ? judge(recent()) : Optional.empty();
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

    /** Why this process must leave the device alone; empty if it failed seldom before the process started. */
    public Optional<NoisyStudentException> tooMany() {
        return tooMany;
    }

    private Optional<NoisyStudentException> judge(List<String> lines) {
        if (lines.size() < LIMIT) {
            return Optional.empty();
        }
        return Optional.of(new NoisyStudentException(
                ErrorCode.DEVICE_FAILED,
                "device",
                "it ended " + lines.size() + " processes within an hour, the last one at "
                        + lines.get(lines.size() - 1) + ". No tasks are taken; check the card, delete " + file
                        + " and restart this labeler, or set noisystudent.labeler.device=cpu"));
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
