package io.noisystudent.storage.minio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Finds out whether a server that understood no plain request speaks TLS; nothing is sent but a greeting. */
final class TlsProbe {
    private static final int HTTP_PORT = 80;
    private static final int LIMIT_MILLIS = (int) Duration.ofSeconds(5).toMillis();

    private TlsProbe() {}

    /** Whether the server answers a TLS handshake, be it with an untrusted certificate. */
    static boolean answers(URI endpoint) {
        int port = endpoint.getPort() < 0 ? HTTP_PORT : endpoint.getPort();
        SSLSocketFactory sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(InetAddress.getByName(endpoint.getHost()), port), LIMIT_MILLIS);
            try (SSLSocket tls = (SSLSocket) sockets.createSocket(plain, endpoint.getHost(), port, true)) {
                tls.setSoTimeout(LIMIT_MILLIS);
                tls.startHandshake();
                return true;
            }
        } catch (SSLException e) {
            return isAnswer(e);
        } catch (IOException e) {
            return false;
        }
    }

    /** A certificate that is refused, and an alert, are TLS too. */
    private static boolean isAnswer(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return String.valueOf(failure.getMessage()).contains("fatal alert");
    }
}
