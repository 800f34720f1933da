package io.noisystudent.storage.minio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Answers as servers in Go do that speak TLS: plain requests with 400, a handshake here with an alert. */
final class TlsOnlyServer implements AutoCloseable {
    private static final int HANDSHAKE = 0x16;
    private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 40};
    private static final byte[] PLAIN = """
            HTTP/1.0 400 Bad Request\r
            Content-Type: text/plain\r
            \r
            Client sent an HTTP request to an HTTPS server.
            """.getBytes(US_ASCII);

    private final ServerSocket server;

    TlsOnlyServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "tls-only");
        thread.setDaemon(true);
        thread.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                InputStream in = client.getInputStream();
                byte[] request = new byte[8192];
                int n = in.read(request);
                client.getOutputStream().write(n > 0 && request[0] == HANDSHAKE ? ALERT : PLAIN);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
