package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Where the local stack listens, on the loopback interface only. */
public record StackPorts(int broker, int store, int registry, int teacher, int labeler, int trainer) {
    private static final int MAX_PORT = 65_535;
    private static final StackPorts USUAL = new StackPorts(9092, 9000, 8080, 8081, 8082, 8083);

    /** The usual ports, all moved by the same number. */
    public static StackPorts usual(int offset) {
        return new StackPorts(
                USUAL.broker + offset,
                USUAL.store + offset,
                USUAL.registry + offset,
                USUAL.teacher + offset,
                USUAL.labeler + offset,
                USUAL.trainer + offset);
    }

    /** Ports that are free at this moment. */
    public static StackPorts free() {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            return new StackPorts(ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4), ports.get(5));
        } catch (IOException e) {
            throw new NoisyStudentException(ErrorCode.PORT_TAKEN, "127.0.0.1", "no free port is left", e);
        } finally {
            sockets.forEach(StackPorts::close);
        }
    }

    /** Refuses numbers that are no ports. */
    void requireValid() {
        for (int port : all()) {
            if (port < 1 || port > MAX_PORT) {
                throw new NoisyStudentException(
                        ErrorCode.CONFIG_INVALID, "--port-offset", port + " is no port; they are 1 to " + MAX_PORT);
            }
        }
    }

    private List<Integer> all() {
        return List.of(broker, store, registry, teacher, labeler, trainer);
    }

    /** Refuses a port that another program has. */
    void requireFree() {
        for (int port : all()) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw new NoisyStudentException(
                        ErrorCode.PORT_TAKEN,
                        "127.0.0.1:" + port,
                        "another program listens there; stop it, or move all ports with --port-offset N",
                        e);
            }
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("an unused socket cannot be closed", e);
        }
    }
}
