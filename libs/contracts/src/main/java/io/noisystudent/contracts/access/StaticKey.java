package io.noisystudent.contracts.access;

import io.noisystudent.contracts.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * What a service keeps of a key: its SHA-256, never the key. One line of a file of keys: {@code NAME RIGHT SHA256
 * [EXPIRES]}.
 *
 * <p>A key has 256 random bits, so that its digest needs neither salt nor stretching.
 *
 * @param name recorded as the author of what is done with the key
 * @param sha256 of the whole key, in hexadecimal digits
 * @param expires when it stops counting; null for never
 */
public record StaticKey(
        String name, Right right, String sha256, @Nullable Instant expires) {
    /** Every key begins with it, which distinguishes it from a token and makes a leaked key easy to find. */
    public static final String PREFIX = "nsk_";

    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";
    private static final String DIGEST = "[0-9a-f]{64}";
    private static final int RANDOM_BYTES = 32;

    /** What a key allows. */
    public enum Right {
        READ,
        WRITE,
        OVERRIDE,
        MAINTAIN
    }

    public StaticKey {
        requireNonNull(right, "right is null");
        if (!name.matches(NAME) || name.startsWith(PREFIX)) {
            // Not repeated: it may be the key itself.
            throw new IllegalArgumentException(
                    "the name is not 1 to 63 characters a-z, 0-9, '.', '_', '-', or begins like a key");
        }
        if (!sha256.matches(DIGEST)) {
            throw new IllegalArgumentException("the digest is not 64 lower-case hexadecimal digits");
        }
    }

    /** A new key, which exists only here and where its owner keeps it. */
    public static String generate(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is kept of a key. */
    public static StaticKey of(String name, Right right, String key, @Nullable Instant expires) {
        return new StaticKey(name, right, digest(key), expires);
    }

    /** Whether this is the key; takes the same time for every wrong one. */
    public boolean isKey(String candidate) {
        return MessageDigest.isEqual(
                sha256.getBytes(StandardCharsets.US_ASCII), digest(candidate).getBytes(StandardCharsets.US_ASCII));
    }

    public boolean isExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    /** The line of a file of keys. */
    public String line() {
        return name + " " + right.name().toLowerCase(Locale.ROOT) + " " + sha256
                + (expires == null ? "" : " " + expires);
    }

    private static String digest(String key) {
        return HexFormat.of().formatHex(Digests.sha256(key));
    }
}
