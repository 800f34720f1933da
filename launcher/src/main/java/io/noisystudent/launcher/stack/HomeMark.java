package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The file by which the launcher recognizes its own directories: its first word says whether a demo may empty the directory.
 *
 * <p>A pipeline that was started with {@code up} is kept from then on, also where a demo had begun it.
 */
public enum HomeMark {
    DEMO("Made by ./noisy-student demo, which empties this directory at its next start."),
    PIPELINE("Kept by ./noisy-student up: no demo empties this directory.");

    static final String FILE = ".noisy-student-home";

    private final String explanation;

    HomeMark(String explanation) {
        this.explanation = explanation;
    }

    /** Marks a home; the caller must hold the {@link HomeLock}. */
    public void put(Home home) {
        Path file = file(home);
        try {
            Files.writeString(file, name() + "\n" + explanation + "\n");
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, file.toString(), "cannot be written: " + e.getMessage(), e);
        }
    }

    static boolean isMarked(Home home) {
        return Files.isRegularFile(file(home), LinkOption.NOFOLLOW_LINKS);
    }

    static boolean isDemo(Home home) {
        try {
            return isMarked(home) && Files.readString(file(home)).startsWith(DEMO.name() + "\n");
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, file(home).toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path file(Home home) {
        return home.directory().resolve(FILE);
    }
}
