package io.noisystudent.embedded;

import java.nio.file.Path;
import java.util.Map;

/**
 * TLS for all clients, and no rights until they are granted with Kafka's own requests.
 *
 * @param keyStore PEM file: the broker's private key and its certificate, whose subject is {@code CN=broker}. A
 *     client with this certificate may do everything.
 * @param authorities PEM file: who may vouch for the certificates of clients
 * @param users names and passwords for SCRAM-SHA-512; counts at the first start of a data directory
 */
public record BrokerSecurity(Path keyStore, Path authorities, Map<String, String> users) {
    public BrokerSecurity {
        users = Map.copyOf(users);
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "BrokerSecurity[keyStore=" + keyStore + ", authorities=" + authorities + ", users=" + users.keySet()
                + "]";
    }
}
