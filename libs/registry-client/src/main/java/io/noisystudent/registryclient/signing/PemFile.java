package io.noisystudent.registryclient.signing;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keys in PEM files, as {@code openssl genpkey} and {@code openssl pkey -pubout} write them: Ed25519 or ECDSA. */
public final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("Ed25519", "EC");
    private static final int LINE = 64;

    private PemFile() {}

    /** The public keys of a file, at least one; {@code CONFIG_INVALID}. */
    public static List<PublicKey> publicKeys(Path file) {
        List<PublicKey> keys = blocks(file, "PUBLIC KEY").stream()
                .map(der -> key(file, factory -> factory.generatePublic(new X509EncodedKeySpec(der))))
                .toList();
        if (keys.isEmpty()) {
            throw refuse(file, "holds no public key (-----BEGIN PUBLIC KEY-----)", null);
        }
        return keys;
    }

    /** The one private key of a file, without a password; {@code CONFIG_INVALID}. */
    public static PrivateKey privateKey(Path file) {
        List<byte[]> blocks = blocks(file, "PRIVATE KEY");
        if (blocks.size() != 1) {
            throw refuse(file, "holds " + blocks.size() + " keys of the form -----BEGIN PRIVATE KEY-----", null);
        }
        return key(file, factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0))));
    }

    /** A public key as PEM text, letter by letter as OpenSSL writes it. */
    public static String text(PublicKey key) {
        String base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    private static List<byte[]> blocks(Path file, String type) {
        try {
            Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            List<byte[]> blocks = new ArrayList<>();
            while (matcher.find()) {
                if (matcher.group(1).equals(type)) {
                    blocks.add(Base64.getMimeDecoder().decode(matcher.group(2)));
                }
            }
            return blocks;
        } catch (IOException e) {
            throw refuse(file, "cannot be read (" + e + ")", e);
        } catch (IllegalArgumentException e) {
            throw refuse(file, "holds a damaged key (" + e.getMessage() + ")", e);
        }
    }

    private static <K> K key(Path file, Reader<K> reader) {
        GeneralSecurityException last = new InvalidKeySpecException("no algorithm");
        for (String algorithm : ALGORITHMS) {
            try {
                return reader.read(KeyFactory.getInstance(algorithm));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw refuse(file, "holds a key that is neither Ed25519 nor ECDSA", last);
    }

    private static NoisyStudentException refuse(Path file, String why, @Nullable Exception cause) {
        return new NoisyStudentException(
                ErrorCode.CONFIG_INVALID,
                file.toString(),
                "the file " + why
                        + "; make one with openssl genpkey -algorithm ed25519, its public key with openssl pkey"
                        + " -pubout",
                cause);
    }

    private interface Reader<K> {
        K read(KeyFactory factory) throws GeneralSecurityException;
    }
}
