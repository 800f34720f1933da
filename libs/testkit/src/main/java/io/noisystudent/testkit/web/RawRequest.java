package io.noisystudent.testkit.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection on which a test sends what no HTTP client would. */
public final class RawRequest implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 60_000;
    private static final int CLOSED = -1;

    private static final int LITTLE_ROOM = 4096;

    private final Socket socket;

    private RawRequest(Socket socket) {
        this.socket = socket;
    }

    /** Connects to the service at this address. */
    public static RawRequest open(URI base) {
        try {
            Socket socket = new Socket(base.getHost(), base.getPort());
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            return new RawRequest(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Connects from one of the addresses 127.0.0.x of this machine, with next to no room for answers that are not read.
     *
     * @param x of the address
     */
    public static RawRequest openDeaf(URI base, int x) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(LITTLE_ROOM);
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            socket.bind(new InetSocketAddress("127.0.0." + x, 0));
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
            return new RawRequest(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(String text) {
        send(text.getBytes(StandardCharsets.US_ASCII));
    }

    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side still took it. */
    public boolean sendIfTaken(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The status of the answer; -1 if the connection ended without one. */
    public int status() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = socket.getInputStream().read();
                    next >= 0 && next != '\n';
                    next = socket.getInputStream().read()) {
                line.write(next);
            }
            String[] words = line.toString(StandardCharsets.US_ASCII).split(" ", -1);
            return words.length < 2 ? CLOSED : Integer.parseInt(words[1]);
        } catch (IOException e) {
            return CLOSED;
        }
    }

    /** Waits until the other side has ended the connection, and drops what it still sends. */
    public void awaitEnd() {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            throw new IllegalStateException("the connection is still open", e);
        } catch (IOException e) {
            // A reset is an end, too.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
