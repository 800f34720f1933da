package io.noisystudent.registry.signing;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registryclient.signing.ModelSignature;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Signs versions when they are registered, with the present key, and again with a new one when keys are rotated.
 *
 * <p>Only what was just verified, or carries a trusted signature, is signed: a writer to the store must not
 * get a signature by asking for it.
 */
public final class SignatureService {
    private static final int MAX_SIGNATURES = 100;

    private final ObjectStore store;
    private final DamageLog damage;
    private final SlotWriter slots;
    private final @Nullable Signer signer;
    private final Verification trusted;

    /** @param signer null if this registry does not sign */
    public SignatureService(
            ObjectStore store, DamageLog damage, SlotWriter slots, @Nullable Signer signer, Verification trusted) {
        this.store = requireNonNull(store, "store is null");
        this.damage = requireNonNull(damage, "damage is null");
        this.slots = requireNonNull(slots, "slots is null");
        this.signer = signer;
        this.trusted = requireNonNull(trusted, "trusted is null");
    }

    /** Signs a version whose file was verified by this request; nothing happens without a key, or if it is signed. */
    public void signRegistered(ModelVersion version, String verifiedSha256) {
        if (signer != null && version.sha256().equals(verifiedSha256)) {
            write(signer, version);
        }
    }

    /** The signatures of a version by the id of their key. */
    public Map<String, JsonNode> of(ModelVersion version) {
        String prefix = RegistryKeys.signatures(version.model());
        Map<String, JsonNode> found = new TreeMap<>();
        for (ObjectStat object : store.list(prefix, "", MAX_SIGNATURES)) {
            String keyId = object.key().substring(prefix.length()).replace(".json", "");
            read(object.key()).ifPresent(signature -> {
                found.put(keyId, signature);
                examine(object.key(), signature, keyId, version);
            });
        }
        return found;
    }

    /** A signature; empty, and noted, if the store gives others but not this one: those count nevertheless. */
    private Optional<JsonNode> read(String key) {
        try {
            return store.get(key).map(content -> Documents.read(key, content, JsonNode.class));
        } catch (NoisyStudentException e) {
            damage.unreadable(store, key, e);
            return Optional.empty();
        }
    }

    /** Notes a signature that does not hold although its key is known; clients refuse it in any case. */
    private void examine(String key, JsonNode signature, String keyId, ModelVersion version) {
        boolean forged = trusted.trusted().stream()
                .filter(known -> ModelSignature.keyId(known).equals(keyId))
                .anyMatch(known -> !ModelSignature.verify(signature, known, version.model(), version.sha256()));
        if (forged) {
            damage.found(key, "the signature does not hold");
        } else {
            damage.sound(key);
        }
    }

    /**
     * Signs a version with the present key: after a rotation, or because it was registered before there was a key.
     *
     * @param adopt signs what has no signature yet, after its file was read again
     * @throws NoisyStudentException {@code NOT_SUPPORTED} without a key, {@code UNTRUSTED_SIGNATURE} if it has no
     *     trusted signature and is not adopted, {@code DIGEST_MISMATCH} if the stored file is another one
     */
    public Map<String, JsonNode> sign(ModelVersion version, boolean adopt) {
        if (signer == null) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_SUPPORTED, "noisystudent.signing.key", "this registry has no key to sign with");
        }
        Map<String, JsonNode> before = of(version);
        boolean known = before.values().stream()
                .anyMatch(bundle -> trusted.isTrusted(bundle, version.model(), version.sha256()));
        boolean unsigned =
                store.list(RegistryKeys.signatures(version.model()), "", 1).isEmpty();
        if (!known && !(adopt && unsigned)) {
            throw new NoisyStudentException(
                    ErrorCode.UNTRUSTED_SIGNATURE,
                    version.model().toString(),
                    "it has " + before.size() + " signatures, none by a trusted key; "
                            + (unsigned
                                    ? "ask with adopt=true to vouch for it"
                                    : "find out who signed it, register the file again"));
        }
        requireFile(version);
        write(signer, version);
        return of(version);
    }

    private void write(Signer by, ModelVersion version) {
        String key = RegistryKeys.signature(version.model(), by.keyId());
        Optional<byte[]> other = slots.write(key, Documents.write(by.sign(version.model(), version.sha256())));
        // ECDSA signs differently each time: another signature by the same key is as good as ours.
        if (other.isPresent()
                && !trusted.isTrusted(
                        Documents.read(key, other.get(), JsonNode.class), version.model(), version.sha256())) {
            throw new NoisyStudentException(
                    ErrorCode.UNTRUSTED_SIGNATURE, key, "another object is stored there; the version is not signed");
        }
    }

    private void requireFile(ModelVersion version) {
        MessageDigest digest = Digests.sha256();
        try (InputStream file = store.open(RegistryKeys.blob(version.sha256()));
                DigestInputStream digested = new DigestInputStream(file, digest)) {
            digested.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.STORE_UNAVAILABLE,
                    RegistryKeys.blob(version.sha256()),
                    "the store stopped sending the file (" + e + "); send the same request again",
                    e);
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(version.sha256())) {
            throw new NoisyStudentException(
                    ErrorCode.DIGEST_MISMATCH,
                    version.model().toString(),
                    "the stored file has the SHA-256 " + actual + "; it is not signed");
        }
    }
}
