package io.noisystudent.service.access;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether callers have to prove who they are. */
@Singleton
public class AccessMode {
    private final boolean tokens;
    private final boolean keys;

    AccessMode(
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false") boolean tokens,
            @ConfigProperty(name = "noisystudent.access.keys-file") Optional<String> keysFile) {
        this.tokens = tokens;
        this.keys = keysFile.isPresent();
    }

    /** Whether rights come from tokens or keys; otherwise every caller has all of them. */
    public boolean isProofRequired() {
        return tokens || keys;
    }
}
