package io.noisystudent.embedded.process;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;

/** TCP ports of the loopback address 127.0.0.1. */
public final class Ports {
    public static final String HOST = "127.0.0.1";

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final int MAX_PORT = 65_535;

    private Ports() {}

    /**
     * Returns the port if it is free, or some free port for 0.
     *
     * @param service for whom, in the error
     * @throws NoisyStudentException {@code PORT_TAKEN}
     */
    public static int require(int port, String service) {
        if (port < 0 || port > MAX_PORT) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID, service + " port", port + " must lie between 0 and " + MAX_PORT);
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(loopback(), port));
            return socket.getLocalPort();
        } catch (BindException e) {
            throw new NoisyStudentException(
                    ErrorCode.PORT_TAKEN,
                    service + " port " + port,
                    "another program listens there (" + e.getMessage()
                            + "); stop it, or configure another port (0 takes any free one)",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a free port that is none of the others, which are free too. */
    public static int freeExcept(int... others) {
        int port;
        do {
            port = require(0, "any");
        } while (contains(others, port));
        return port;
    }

    private static boolean contains(int[] ports, int port) {
        return Arrays.stream(ports).anyMatch(other -> other == port);
    }

    /** Whether something accepts connections on the port. */
    public static boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), (int) CONNECT_LIMIT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    // The services bind to this address only; InetAddress's own loopback address may be that of IPv6.
    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1});
    }
}
