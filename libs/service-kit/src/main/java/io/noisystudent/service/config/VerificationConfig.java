package io.noisystudent.service.config;

import io.noisystudent.registryclient.signing.Verification;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Whose models are trusted: the group {@code noisystudent.signing} of the services that load them. */
public interface VerificationConfig {
    /** Whether a model must be signed: {@code required}, {@code warn} or {@code off}. */
    @WithDefault("off")
    Verification.Mode verification();

    /** PEM file of the public keys that are trusted; during a rotation the old and the new one. */
    Optional<Path> trustedKeys();

    /** All of it; {@code CONFIG_INVALID} if the keys cannot be read, or are needed and not named. */
    default Verification rule() {
        return Verification.of(verification(), trustedKeys().orElse(null));
    }
}
