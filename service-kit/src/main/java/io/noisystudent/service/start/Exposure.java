package io.noisystudent.service.start;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Whether an address leaves this machine. */
final class Exposure {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "::1", "[::1]", "0:0:0:0:0:0:0:1");

    private Exposure() {}

    /** @param host a name or an address, without a port */
    static boolean leaves(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return !LOCAL.contains(name) && !name.startsWith("127.");
    }

    /** Of a list of {@code host:port}, separated by commas: whether any of them is elsewhere. */
    static boolean anyLeaves(String servers) {
        for (String server : servers.split(",", -1)) {
            int port = server.lastIndexOf(':');
            if (leaves((port < 0 ? server : server.substring(0, port)).strip())) {
                return true;
            }
        }
        return false;
    }

    static boolean isPlain(URI address) {
        return "http".equalsIgnoreCase(address.getScheme()) && address.getHost() != null && leaves(address.getHost());
    }
}
