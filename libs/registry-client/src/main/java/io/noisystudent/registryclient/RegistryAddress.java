package io.noisystudent.registryclient;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.tls.CertificateAuthorities;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Where the registry is, what a client shows it, and which certificates a client trusts.
 *
 * @param url without a path: {@code https://model-registry:8080}
 * @param tokenFile of a bearer token that is renewed in place, as a projected one of Kubernetes; goes before
 *     {@code token}
 * @param token a bearer token that stays the same
 * @param caFile PEM certificates of the only authorities that may vouch for the registry; without one, those that Java
 *     trusts
 */
public record RegistryAddress(URI url, Optional<Path> tokenFile, Optional<String> token, Optional<Path> caFile) {
    private static final String TOKEN = "noisystudent.registry.token";
    private static final String TOKEN_FILE = "noisystudent.registry.token-file";
    private static final String CA_FILE = "noisystudent.registry.ca-file";
    /** RFC 6750, section 2.1. */
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9\\-._~+/]+=*");

    /** Refuses a token here: the HTTP client would print one that no header can carry. */
    public RegistryAddress {
        if (token.isPresent() && !BEARER.matcher(token.get()).matches()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    TOKEN,
                    "the value is no bearer token: only letters, digits and -._~+/ with = at the end; check for quotes,"
                            + " spaces and line ends around it");
        }
    }

    /** A registry that asks for nothing. */
    public static RegistryAddress open(URI url) {
        return new RegistryAddress(url, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * What to show now. The file is read for every request: it is small and in memory, and a renewed token counts at once.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if there is no token in the file
     */
    Optional<String> currentToken() {
        return tokenFile.isEmpty() ? token : tokenFile.map(RegistryAddress::read);
    }

    /** Trust in the authorities of the file only; {@code CONFIG_INVALID} if there are none. */
    Optional<SSLContext> authorities() {
        return caFile.map(file -> CertificateAuthorities.read(file, CA_FILE).context());
    }

    private static String read(Path file) {
        try {
            String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (!BEARER.matcher(token).matches()) {
                throw new IOException("not one token");
            }
            return token;
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    TOKEN_FILE,
                    "no token can be read from " + file + " (" + e + "); mount a projected service account token there",
                    e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "RegistryAddress[" + url + "]";
    }
}
