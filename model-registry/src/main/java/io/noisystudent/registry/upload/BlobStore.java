package io.noisystudent.registry.upload;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.objects.Layout;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.OutcomeUnknownException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** Model files under their digest. A file gets there only when it was verified, and never changes. */
public final class BlobStore {
    private static final int REMEMBERED = 10_000;

    private final ObjectStore store;
    private final Spool spool;
    private final ModelVerifier verifier;
    private final Map<String, VerifiedModel> verified = new ConcurrentHashMap<>();

    public BlobStore(ObjectStore store, Spool spool, ModelVerifier verifier) {
        this.store = requireNonNull(store, "store is null");
        this.spool = requireNonNull(spool, "spool is null");
        this.verifier = requireNonNull(verifier, "verifier is null");
    }

    /** A model in the store, and whether this upload put it there. */
    public record Kept(VerifiedModel model, boolean created) {}

    /**
     * Receives, verifies and keeps a file.
     *
     * @param expected the digest that the sender states; null to take the content's own
     * @throws NoisyStudentException {@code DIGEST_MISMATCH}, and what {@link Spool} and {@link ModelVerifier} refuse;
     *     nothing is kept then
     */
    public Kept keep(InputStream body, @Nullable String expected) {
        if (expected != null) {
            Names.sha256(expected);
        }
        try (Spooled upload = spool.receive(body)) {
            if (expected != null && !upload.sha256().equals(expected)) {
                throw new NoisyStudentException(
                        ErrorCode.DIGEST_MISMATCH,
                        expected,
                        "the " + upload.size() + " bytes that arrived have the SHA-256 " + upload.sha256()
                                + "; send the file again");
            }
            VerifiedModel model = verifier.verify(upload);
            boolean created = create(upload);
            remember(model);
            return new Kept(model, created);
        }
    }

    /** A file that is in the store; {@code NOT_FOUND} if it is not. */
    public VerifiedModel require(String sha256) {
        VerifiedModel known = verified.get(Names.sha256(sha256));
        // Asked each time: what no version names may have been removed meanwhile.
        requireKept(sha256);
        if (known != null) {
            return known;
        }
        // Uploaded through another instance, or before a restart: what is in it has to be read again.
        try (InputStream content = store.open(Layout.blob(sha256));
                Spooled copy = spool.receive(content)) {
            VerifiedModel model = verifier.verify(copy);
            remember(model);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws {@code NOT_FOUND} unless the file is in the store. */
    public void requireKept(String sha256) {
        if (store.stat(Layout.blob(sha256)).isEmpty()) {
            throw notFound(sha256);
        }
    }

    /** Opens a file, or a part of it. */
    public InputStream open(String sha256, @Nullable ByteRange range) {
        String key = Layout.blob(Names.sha256(sha256));
        return range == null ? store.open(key) : store.open(key, range);
    }

    private boolean create(Spooled upload) {
        String key = Layout.blob(upload.sha256());
        Optional<ObjectStat> there = store.stat(key);
        if (there.isPresent()) {
            requireComplete(there.get(), upload);
            return false;
        }
        try {
            if (store.create(key, upload.file()).isCreated()) {
                return true;
            }
        } catch (OutcomeUnknownException e) {
            if (store.stat(key).isEmpty()) {
                throw e;
            }
        }
        requireComplete(store.stat(key).orElseThrow(() -> notFound(upload.sha256())), upload);
        return false;
    }

    private static void requireComplete(ObjectStat there, Spooled upload) {
        if (there.size() != upload.size()) {
            throw new NoisyStudentException(
                    ErrorCode.STORE_UNAVAILABLE,
                    there.key(),
                    "the store has " + there.size() + " bytes of a file of " + upload.size() + "; repair the store");
        }
    }

    private void remember(VerifiedModel model) {
        if (verified.size() >= REMEMBERED) {
            verified.clear();
        }
        verified.put(model.sha256(), model);
    }

    private static NoisyStudentException notFound(String sha256) {
        return new NoisyStudentException(
                ErrorCode.NOT_FOUND, sha256, "no such file was uploaded; send it to /api/v1/blobs/sha256/" + sha256);
    }
}
