package io.noisystudent.registry.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that a receiver shares, and the signatures that are made with it: HMAC-SHA256 over id, timestamp and body, as
 * the Standard Webhooks specification has it (standardwebhooks.com, 1.0.0), for which there are libraries in most
 * languages.
 */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private WebhookSecret(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Reads {@code whsec_} and the Base64 of 24 to 64 bytes.
     *
     * @throws IllegalArgumentException that says what is wrong, without the secret
     */
    public static WebhookSecret parse(String text) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
        } catch (IllegalArgumentException e) {
            secret = new byte[0];
        }
        if (secret.length < LEAST_BYTES || secret.length > MOST_BYTES) {
            throw new IllegalArgumentException("the secret is not " + PREFIX + " and the Base64 of " + LEAST_BYTES
                    + " to " + MOST_BYTES + " bytes; make one with: echo " + PREFIX + "$(openssl rand -base64 32)");
        }
        return new WebhookSecret(secret);
    }

    /** The header {@code webhook-signature}: a version and the Base64 of the code. */
    public String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Reveals nothing. */
    @Override
    public String toString() {
        return PREFIX + "...";
    }
}
