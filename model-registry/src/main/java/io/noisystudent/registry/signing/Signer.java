package io.noisystudent.registry.signing;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.registryclient.signing.Dsse;
import io.noisystudent.registryclient.signing.ModelSignature;
import io.noisystudent.registryclient.signing.PemFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;

/** The registry's key pair. */
public final class Signer {
    private static final String PROBE = "text/plain";

    private final PrivateKey key;
    private final PublicKey publicKey;

    private Signer(PrivateKey key, PublicKey publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    /**
     * Reads the private key, and finds the trusted one that belongs to it.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} if none does: what it signs could not be verified
     */
    public static Signer read(Path keyFile, List<PublicKey> trusted) {
        PrivateKey key = PemFile.privateKey(keyFile);
        byte[] probe = "probe".getBytes(StandardCharsets.UTF_8);
        byte[] signed = Dsse.sign(key, PROBE, probe);
        PublicKey verifiedBy = trusted.stream()
                .filter(candidate -> Dsse.verify(candidate, PROBE, probe, signed))
                .findFirst()
                .orElseThrow(() -> new NoisyStudentException(
                        ErrorCode.CONFIG_INVALID,
                        "noisystudent.signing.trusted-keys",
                        "none of the " + trusted.size() + " trusted keys belongs to the private key in " + keyFile
                                + "; add its public key"));
        return new Signer(key, verifiedBy);
    }

    /** Names the public key in bundles. */
    public String keyId() {
        return ModelSignature.keyId(publicKey);
    }

    JsonNode sign(ModelRef model, String sha256) {
        return ModelSignature.sign(key, publicKey, model, sha256);
    }
}
