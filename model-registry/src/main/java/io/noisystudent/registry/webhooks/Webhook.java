package io.noisystudent.registry.webhooks;

import io.noisystudent.registry.objects.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/** A receiver of promotions and rejections. */
public record Webhook(String name, URI url, WebhookSecret secret) {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    public Webhook {
        requireNonNull(name, "name is null");
        requireNonNull(url, "url is null");
        requireNonNull(secret, "secret is null");
    }

    /**
     * Reads what is configured.
     *
     * @param allowedHosts {@code host} for any port, {@code host:port} for one
     * @throws IllegalArgumentException that says what is wrong
     */
    public static Webhook of(String name, String url, String secret, Collection<String> allowedHosts) {
        if (!Names.isName(name)) {
            throw new IllegalArgumentException("the name must be 1 to 63 characters a-z, 0-9, '.', '_', '-'");
        }
        URI address;
        try {
            address = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + url + "' is no URL: " + e.getReason(), e);
        }
        if (address.getScheme() == null
                || !SCHEMES.contains(address.getScheme().toLowerCase(Locale.ROOT))
                || address.getHost() == null
                || address.getUserInfo() != null) {
            throw new IllegalArgumentException("'" + url + "' must be http or https with a host, without a user");
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        boolean allowed = allowedHosts.stream()
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .anyMatch(entry -> entry.equals(host) || entry.equals(host + ":" + port(address)));
        if (!allowed) {
            throw new IllegalArgumentException("the host " + host + ":" + port(address)
                    + " is not in noisystudent.webhooks.allowed-hosts, which has " + allowedHosts);
        }
        return new Webhook(name, address, WebhookSecret.parse(secret));
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return address.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
