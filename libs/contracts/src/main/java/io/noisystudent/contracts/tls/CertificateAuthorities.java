package io.noisystudent.contracts.tls;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Certificates of authorities in a PEM file, such as the {@code ca.crt} that cert-manager writes.
 *
 * @param manager trusts these authorities and no other
 * @param context for connections that it decides about
 */
public record CertificateAuthorities(X509TrustManager manager, SSLContext context) {
    /**
     * Reads a PEM file.
     *
     * @param setting that names the file
     * @throws NoisyStudentException {@code CONFIG_INVALID} if there is no certificate in the file
     */
    public static CertificateAuthorities read(Path file, String setting) {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("authority-" + trusted.size(), authority);
            }
            if (trusted.size() == 0) {
                throw new CertificateException("it holds none");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return new CertificateAuthorities(manager(factory.getTrustManagers()), context);
        } catch (IOException | GeneralSecurityException e) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    setting,
                    "no certificate can be read from " + file + " (" + e + "); name a PEM file of certificates",
                    e);
        }
    }

    private static X509TrustManager manager(TrustManager[] managers) {
        return Arrays.stream(managers)
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
