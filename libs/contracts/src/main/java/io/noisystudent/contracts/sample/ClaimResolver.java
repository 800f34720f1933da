package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;

/** Fetches the bytes that a claim check names. */
@FunctionalInterface
public interface ClaimResolver {
    /** Refuses every claim: for a pipeline that allows no bucket. */
    ClaimResolver NONE = claim -> {
        throw new NoisyStudentException(
                ErrorCode.CLAIM_REFUSED,
                claim.uri().toString(),
                "bucket '" + claim.bucket() + "' is not allowed; send the image itself");
    };

    /**
     * The object's bytes; the caller checks their SHA-256.
     *
     * @throws NoisyStudentException {@code CLAIM_REFUSED} when the bucket is not allowed or the object not there
     */
    byte[] resolve(ClaimCheck claim);
}
