package io.noisystudent.registryclient.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;

/**
 * Signatures over a payload and its type.
 *
 * <p>Source: Dead Simple Signing Envelope v1 (secure-systems-lab/dsse), pre-authentication encoding.
 */
public final class Dsse {
    private Dsse() {}

    /** The signature of a payload. */
    public static byte[] sign(PrivateKey key, String payloadType, byte[] payload) {
        try {
            Signature signature = algorithm(key);
            signature.initSign(key);
            signature.update(encoded(payloadType, payload));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key cannot sign", e);
        }
    }

    /** Whether the signature is one of this payload by this key; false for what is no signature at all. */
    public static boolean verify(PublicKey key, String payloadType, byte[] payload, byte[] signed) {
        try {
            Signature signature = algorithm(key);
            signature.initVerify(key);
            signature.update(encoded(payloadType, payload));
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** {@code DSSEv1 LENGTH TYPE LENGTH PAYLOAD}. */
    static byte[] encoded(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("DSSEv1 " + type.length + " " + payloadType + " " + payload.length + " ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[head.length + payload.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(payload, 0, whole, head.length, payload.length);
        return whole;
    }

    private static Signature algorithm(Key key) throws GeneralSecurityException {
        if (key instanceof ECKey curve) {
            int bits = curve.getParams().getOrder().bitLength();
            return Signature.getInstance(
                    bits <= 256 ? "SHA256withECDSA" : bits <= 384 ? "SHA384withECDSA" : "SHA512withECDSA");
        }
        return Signature.getInstance("Ed25519");
    }
}
