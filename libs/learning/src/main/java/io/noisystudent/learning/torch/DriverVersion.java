package io.noisystudent.learning.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The kernel module of the cards, which CUDA does not give the version of. */
final class DriverVersion {
    private static final Path DESCRIPTION = Path.of("/proc/driver/nvidia/version");
    private static final Pattern VERSION = Pattern.compile("\\b[0-9]{3}\\.[0-9]+(\\.[0-9]+)?\\b");

    private DriverVersion() {}

    static Optional<String> ofThisMachine() {
        try {
            return Files.isReadable(DESCRIPTION) ? of(Files.readString(DESCRIPTION)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** From what the module says of itself, whose first line is its own. */
    static Optional<String> of(String description) {
        return VERSION.matcher(description).results().map(MatchResult::group).findFirst();
    }
}
