package io.noisystudent.registry.upload;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of the store, read in ways that tell when it is not what was uploaded.
 *
 * @param sha256 what it must have
 * @param size what it must have, in bytes
 */
record StoredFile(ObjectStore store, DamageLog damage, String sha256, long size) {
    String key() {
        return RegistryKeys.blob(sha256);
    }

    /** The whole file; its last bytes are given only when all of them have the digest. */
    InputStream open() {
        return new VerifiedStream(this, content(null));
    }

    /** What the store has under the key; {@code OBJECT_DAMAGED} if that is nothing. */
    InputStream content(@Nullable ByteRange range) {
        try {
            return range == null ? store.open(key()) : store.open(key(), range);
        } catch (NoisyStudentException e) {
            boolean lost = e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.RANGE_NOT_SATISFIABLE;
            throw lost ? damaged("the store does not have it, or not all of it").refusal() : e;
        }
    }

    /** Reads it to its end; {@code OBJECT_DAMAGED} or {@code STORE_UNAVAILABLE}. */
    void requireSound() {
        try (InputStream content = open()) {
            content.transferTo(OutputStream.nullOutputStream());
        } catch (BrokenReadException e) {
            throw e.refusal();
        } catch (IOException e) {
            throw broken(e).refusal();
        }
    }

    void sound() {
        damage.sound(key());
    }

    BrokenReadException damaged(String why) {
        damage.found(key(), why);
        return new BrokenReadException(new NoisyStudentException(
                ErrorCode.OBJECT_DAMAGED,
                key(),
                "the stored file is damaged (" + why + "); upload the file again, which repairs it"));
    }

    BrokenReadException broken(IOException cause) {
        return new BrokenReadException(new NoisyStudentException(
                ErrorCode.STORE_UNAVAILABLE,
                key(),
                "the store stopped sending the file (" + cause
                        + "); try again, and look at the store's log if it stays",
                cause));
    }
}
