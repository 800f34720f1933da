package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.config.SplitShares;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Decides what a labeled sample is for when its producer does not say: the first eight bytes of the SHA-256 of its id,
 * as a fraction of 2^64, fall into the share of train, validation or test. The same id always falls into the same one.
 */
record SplitRule(SplitShares shares) {
    private static final double TWO_TO_THE_53 = 0x1p53;

    Split of(String id) {
        double point = fraction(id);
        if (point < shares.train()) {
            return Split.TRAIN;
        }
        return point < shares.train() + shares.validation() ? Split.VALIDATION : Split.TEST;
    }

    /** The split that a producer names. */
    static Split named(String name, String subject) {
        try {
            return Split.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new NoisyStudentException(
                    ErrorCode.UNKNOWN_SPLIT,
                    subject,
                    "header split is '" + Headers.shown(name) + "'; it must be train, validation or test, or be absent",
                    e);
        }
    }

    private static double fraction(String id) {
        byte[] digest = Digests.sha256(id);
        return (ByteBuffer.wrap(digest).getLong() >>> 11) / TWO_TO_THE_53;
    }
}
