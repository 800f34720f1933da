package io.noisystudent.bench;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the packaged services are. */
final class InstallationOption {
    @Option(
            names = "--installation",
            paramLabel = "DIR",
            description = "Checkout with the built services; default: the one that this program was built in.")
    private @Nullable Path installation;

    /** The checkout. */
    Path path() {
        return installation == null ? own() : installation;
    }

    /** The jar is in {@code bench/target}. */
    private static Path own() {
        try {
            Path jar = Path.of(InstallationOption.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.resolve("../../..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
