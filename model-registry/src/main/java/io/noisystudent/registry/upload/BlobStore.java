package io.noisystudent.registry.upload;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.OutcomeUnknownException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Model files under their digest. A file gets there only when it was verified, and never changes; one that the store
 * damaged is never sent as a whole, and is replaced by the next upload of the right bytes.
 */
public final class BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(BlobStore.class);
    private static final int REMEMBERED = 10_000;
    private static final int REMEMBERED_BLOCKS = 100;

    private final ObjectStore store;
    private final Spool spool;
    private final ModelVerifier verifier;
    private final DamageLog damage;
    private final Map<String, VerifiedModel> verified = new ConcurrentHashMap<>();
    private final Map<String, BlockDigests> blocks = new ConcurrentHashMap<>();

    public BlobStore(ObjectStore store, DamageLog damage, Spool spool, ModelVerifier verifier) {
        this.store = requireNonNull(store, "store is null");
        this.damage = requireNonNull(damage, "damage is null");
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

    /**
     * A file that is in the store, after it was read to its end.
     *
     * @throws NoisyStudentException {@code NOT_FOUND} if it is not there, {@code OBJECT_DAMAGED} if it is not what was
     *     uploaded, {@code STORE_UNAVAILABLE}
     */
    public VerifiedModel require(String sha256) {
        VerifiedModel known = verified.get(Names.sha256(sha256));
        StoredFile file = file(sha256, requireKept(sha256).size());
        if (known != null) {
            file.requireSound();
            return known;
        }
        // Uploaded through another instance, or before a restart: what is in it has to be read again.
        try (InputStream content = file.open();
                Spooled copy = spool.receive(content)) {
            VerifiedModel model = verifier.verify(copy);
            remember(model);
            return model;
        } catch (NoisyStudentException e) {
            throw e.getCause() instanceof BrokenReadException broken ? broken.refusal() : e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file that is in the store contains; it is read only if that is not known. Refusals as of {@link #require}. */
    public VerifiedModel describe(String sha256) {
        VerifiedModel known = verified.get(Names.sha256(sha256));
        return known == null ? require(sha256) : known;
    }

    /** What the store says of a file; {@code NOT_FOUND} unless it is there. */
    public ObjectStat requireKept(String sha256) {
        return store.stat(RegistryKeys.blob(sha256)).orElseThrow(() -> notFound(sha256));
    }

    /**
     * Opens a file, or a part of it. Reading fails with {@link BrokenReadException} before a damaged file is complete.
     *
     * @param size of the whole file, in bytes
     * @throws NoisyStudentException {@code OBJECT_DAMAGED}, {@code STORE_UNAVAILABLE}
     */
    public InputStream open(String sha256, long size, @Nullable ByteRange range) {
        StoredFile file = file(Names.sha256(sha256), size);
        if (range == null) {
            return file.open();
        }
        try {
            BlockDigests digests = blocks.get(sha256);
            if (digests == null) {
                // The first part of a file costs as much as the whole of it; the others cost what they are.
                digests = BlockDigests.of(file);
                if (blocks.size() >= REMEMBERED_BLOCKS) {
                    blocks.clear();
                }
                blocks.put(sha256, digests);
            }
            return digests.open(file, range);
        } catch (BrokenReadException e) {
            throw e.refusal();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StoredFile file(String sha256, long size) {
        return new StoredFile(store, damage, sha256, size);
    }

    /** Whether this upload put the file there: it was not there, or it was damaged. */
    private boolean create(Spooled upload) {
        String key = RegistryKeys.blob(upload.sha256());
        if (store.stat(key).isEmpty()) {
            try {
                if (store.create(key, upload.file()).isCreated()) {
                    damage.sound(key);
                    return true;
                }
            } catch (OutcomeUnknownException e) {
                if (store.stat(key).isEmpty()) {
                    throw e;
                }
            }
        }
        try {
            file(upload.sha256(), upload.size()).requireSound();
            return false;
        } catch (NoisyStudentException e) {
            LOG.warn("stored file replaced by an upload key={} reason={}", key, e.getMessage());
            store.replace(key, upload.file());
            damage.sound(key);
            return true;
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
