package io.noisystudent.testkit.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;

/**
 * An authority that vouches for servers on this machine and for their clients; every test makes its own.
 *
 * <p>The JDK has no public classes that make certificates, and its {@code keytool} takes seconds for a few of them: here
 * they are written as the DER of RFC 5280, section 4.1.
 */
public final class TestAuthority {
    private static final byte[] ECDSA_WITH_SHA256 = {0x06, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2};
    private static final byte[] BASIC_CONSTRAINTS = {0x06, 3, 0x55, 0x1D, 0x13};
    private static final byte[] ALTERNATIVE_NAMES = {0x06, 3, 0x55, 0x1D, 0x11};
    private static final byte[] TRUE = {0x01, 1, (byte) 0xFF};
    private static final byte[] VERSION_3 = {(byte) 0xA0, 3, 0x02, 1, 2};
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;
    private static final int EXTENSIONS = 0xA3;

    private final Path directory;
    private final String name;
    private final KeyPair keys = keyPair();
    private final Path certificate;

    private TestAuthority(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        this.certificate = directory.resolve(name + ".crt");
        byte[] extensions = extension(BASIC_CONSTRAINTS, der(SEQUENCE, TRUE));
        write(certificate, pem("CERTIFICATE", certificate(name, keys, extensions)));
    }

    /** Makes an authority whose files are in a directory that is there. */
    public static TestAuthority in(Path directory, String name) {
        return new TestAuthority(directory, name);
    }

    /** PEM file of its own certificate. */
    public Path certificate() {
        return certificate;
    }

    /**
     * Signs a certificate for 127.0.0.1 and {@code localhost}.
     *
     * @param subject becomes the certificate's {@code CN}
     * @return a PEM file with the private key and, after it, the certificate
     */
    public Path issue(String subject) {
        KeyPair theirs = keyPair();
        byte[] names = der(
                SEQUENCE,
                der(DNS_NAME, "localhost".getBytes(StandardCharsets.US_ASCII)),
                der(IP_ADDRESS, new byte[] {127, 0, 0, 1}));
        byte[] issued = certificate(subject, theirs, extension(ALTERNATIVE_NAMES, names));
        return write(
                directory.resolve(subject + ".pem"),
                pem("PRIVATE KEY", theirs.getPrivate().getEncoded()) + pem("CERTIFICATE", issued));
    }

    private byte[] certificate(String subject, KeyPair theirs, byte[] extension) {
        byte[] algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
        byte[] contents = der(
                SEQUENCE,
                VERSION_3,
                der(
                        INTEGER,
                        new BigInteger(64, new SecureRandom())
                                .add(BigInteger.ONE)
                                .toByteArray()),
                algorithm,
                new X500Principal("CN=" + name).getEncoded(),
                der(SEQUENCE, time("20200101000000Z"), time("20991231235959Z")),
                new X500Principal("CN=" + subject).getEncoded(),
                theirs.getPublic().getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, extension)));
        byte[] signature = sign(keys.getPrivate(), contents);
        return der(SEQUENCE, contents, algorithm, der(BIT_STRING, new byte[] {0}, signature));
    }

    private static byte[] extension(byte[] id, byte[] value) {
        return der(SEQUENCE, id, TRUE, der(OCTET_STRING, value));
    }

    private static byte[] time(String text) {
        return der(GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A tag, the length, and the contents. */
    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            all.writeBytes(part);
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.write(tag);
        int length = all.size();
        if (length >= 0x80) {
            byte[] bytes = BigInteger.valueOf(length).toByteArray();
            int skip = bytes[0] == 0 ? 1 : 0;
            encoded.write(0x80 | (bytes.length - skip));
            encoded.write(bytes, skip, bytes.length - skip);
        } else {
            encoded.write(length);
        }
        encoded.writeBytes(all.toByteArray());
        return encoded.toByteArray();
    }

    private static byte[] sign(PrivateKey key, byte[] contents) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(contents);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
