package io.noisystudent.service.request;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names under which a service may be asked while no tokens are on.
 *
 * <p>A web page that lets its own name point to this machine (DNS rebinding) sends that name as {@code Host}.
 */
final class HostNames {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final List<String> allowed;

    /** @param allowed in addition to the local names; {@code *.example.com} for all names below one, {@code *} for all */
    HostNames(List<String> allowed) {
        this.allowed =
                allowed.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** @param authority the header {@code Host}, with or without a port */
    boolean isAllowed(String authority) {
        String name = name(authority.toLowerCase(Locale.ROOT));
        return LOCAL.contains(name) || allowed.stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean matches(String pattern, String name) {
        if (pattern.equals("*")) {
            return true;
        }
        return pattern.startsWith("*.") ? name.endsWith(pattern.substring(1)) : name.equals(pattern);
    }

    private static String name(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? authority : authority.substring(0, end + 1);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }
}
