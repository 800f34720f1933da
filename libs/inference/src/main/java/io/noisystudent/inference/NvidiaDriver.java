package io.noisystudent.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the kernel says of NVIDIA's driver.
 *
 * @param version for example {@code 580.159.04}; empty without a driver
 * @param cards that it drives
 */
record NvidiaDriver(Optional<String> version, long cards) {
    private static final Path FOLDER = Path.of("/proc/driver/nvidia");
    private static final Pattern VERSION = Pattern.compile("\\d{3,}\\.\\d+(\\.\\d+)?");

    /** That of this machine. */
    static NvidiaDriver ofThisMachine() {
        return in(FOLDER);
    }

    /** @param folder as {@code /proc/driver/nvidia} */
    static NvidiaDriver in(Path folder) {
        return new NvidiaDriver(versionIn(folder.resolve("version")), cardsIn(folder.resolve("gpus")));
    }

    private static Optional<String> versionIn(Path file) {
        try {
            return VERSION.matcher(Files.readString(file)).results().findFirst().map(found -> found.group());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long cardsIn(Path folder) {
        try (Stream<Path> cards = Files.list(folder)) {
            return cards.count();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public String toString() {
        return version.map(known -> "driver " + known + ", " + cards + (cards == 1 ? " card" : " cards"))
                .orElse("no NVIDIA driver is loaded");
    }
}
