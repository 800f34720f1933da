package io.noisystudent.launcher.command;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.tls.CertificateAuthorities;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose certificates a command accepts. */
final class AuthorityOption {
    private static final String NAME = "--ca-file";

    @Option(
            names = NAME,
            paramLabel = "FILE",
            description = "PEM file of the only authorities that may vouch for an https service; default: Java's.")
    private @Nullable Path file;

    /**
     * The file that was named.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if there is no certificate in it
     */
    Optional<Path> file() {
        context();
        return Optional.ofNullable(file);
    }

    /**
     * Trust in the authorities of the file that was named, and in no others.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if there is no certificate in it
     */
    Optional<SSLContext> context() {
        return Optional.ofNullable(file)
                .map(named -> CertificateAuthorities.read(named, NAME).context());
    }
}
