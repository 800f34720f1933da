package io.noisystudent.service.start;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether an address leaves this machine; one that cannot be read counts as leaving it. */
final class Exposure {
    private static final Set<String> LOCAL = Set.of("localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1");
    private static final Pattern LOOPBACK = Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

    private Exposure() {}

    /** @param host a name or an address, without a port */
    static boolean leaves(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return !LOCAL.contains(name) && !LOOPBACK.matcher(name).matches();
    }

    /** Of a list of {@code host:port}, separated by commas: whether any of them is elsewhere. */
    static boolean anyLeaves(String servers) {
        for (String server : servers.split(",", -1)) {
            if (leaves(withoutPort(server.strip()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the host of an address is elsewhere. */
    static boolean addressLeaves(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() != null) {
                return leaves(uri.getHost());
            }
            // Names with an underscore have no host for Java.
            String authority = uri.getRawAuthority();
            return authority == null || leaves(withoutPort(authority.substring(authority.indexOf('@') + 1)));
        } catch (URISyntaxException e) {
            return true;
        }
    }

    /** Whether what is sent to an address leaves this machine in plain text. */
    static boolean isPlain(String address) {
        return !address.toLowerCase(Locale.ROOT).startsWith("https:") && addressLeaves(address);
    }

    private static String withoutPort(String server) {
        int port = server.lastIndexOf(':');
        return port < 0 || server.endsWith("]") ? server : server.substring(0, port);
    }
}
