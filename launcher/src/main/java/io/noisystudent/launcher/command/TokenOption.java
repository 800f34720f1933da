package io.noisystudent.launcher.command;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command shows to a service that asks for a token. */
final class TokenOption {
    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with a bearer token or a key, where the service asks for one.")
    private @Nullable Path file;

    /** The file that was named. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * What is in the file that was named.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if that is not one token
     */
    Optional<String> token() {
        return file().map(TokenOption::read);
    }

    private static String read(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (!token.matches("[!-~]+")) {
                throw new IOException("not one token");
            }
            return token;
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID, "--token-file", "no token can be read from " + file + " (" + e + ")", e);
        }
    }
}
