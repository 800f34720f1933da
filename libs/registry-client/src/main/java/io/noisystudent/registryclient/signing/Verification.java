package io.noisystudent.registryclient.signing;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Whose signatures are trusted, and what happens without one.
 *
 * @param trusted keys; during a rotation the old and the new one
 */
public record Verification(Mode mode, List<PublicKey> trusted) {
    /** Trusts everything that the registry says. */
    public static final Verification OFF = new Verification(Mode.OFF, List.of());

    private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

    /** What is done with a model without a trusted signature. */
    public enum Mode {
        /** It is not loaded. */
        REQUIRED,
        /** It is loaded, and the log says so. */
        WARN,
        /** Nothing is asked. */
        OFF
    }

    public Verification {
        requireNonNull(mode, "mode is null");
        trusted = List.copyOf(trusted);
        if (mode != Mode.OFF && trusted.isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "noisystudent.signing.trusted-keys",
                    "verification is " + mode + ", but no key is trusted; name a PEM file of public keys");
        }
    }

    /** As configured; {@code CONFIG_INVALID} if the file holds no public keys, or is needed and not named. */
    public static Verification of(Mode mode, @Nullable Path trustedKeys) {
        return new Verification(mode, trustedKeys == null ? List.of() : PemFile.publicKeys(trustedKeys));
    }

    /**
     * Lets a file pass as a version of a model.
     *
     * @param bundles the version's signatures
     * @throws NoisyStudentException {@code UNTRUSTED_SIGNATURE} if a signature is required and none is trusted
     */
    public void require(ModelRef model, String sha256, List<JsonNode> bundles) {
        boolean trustworthy = bundles.stream().anyMatch(bundle -> isTrusted(bundle, model, sha256));
        if (mode == Mode.OFF || trustworthy) {
            return;
        }
        NoisyStudentException refusal = new NoisyStudentException(
                ErrorCode.UNTRUSTED_SIGNATURE,
                model.toString(),
                "none of its " + bundles.size() + " signatures says, by one of the " + trusted.size()
                        + " trusted keys, that it is the file with SHA-256 " + sha256);
        if (mode == Mode.REQUIRED) {
            throw refusal;
        }
        LOG.warn("{}", refusal.describe());
    }

    /** Whether a trusted key signed that the version is this file. */
    public boolean isTrusted(JsonNode bundle, ModelRef model, String sha256) {
        return trusted.stream().anyMatch(key -> ModelSignature.verify(bundle, key, model, sha256));
    }
}
