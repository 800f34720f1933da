package io.noisystudent.registry.testing;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for this machine that vouches for itself.
 *
 * @param certificate PEM file
 * @param key PEM file of the private key
 */
public record SelfSigned(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    /** Makes one with the JDK's own tool. */
    public static SelfSigned in(Path directory) throws Exception {
        Path store = directory.resolve("key.p12");
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=registry",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (tool.waitFor() != 0) {
            throw new IllegalStateException("keytool made no certificate");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Key key = keys.getKey("registry", PASSWORD.toCharArray());
        return new SelfSigned(
                pem(
                        directory.resolve("tls.crt"),
                        "CERTIFICATE",
                        keys.getCertificate("registry").getEncoded()),
                pem(directory.resolve("tls.key"), "PRIVATE KEY", key.getEncoded()));
    }

    private static Path pem(Path file, String type, byte[] der) throws Exception {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
    }
}
