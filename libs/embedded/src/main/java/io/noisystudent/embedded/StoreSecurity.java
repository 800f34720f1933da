package io.noisystudent.embedded;

import java.nio.file.Path;
import java.util.List;

/**
 * TLS, and users who may do only what their policy says.
 *
 * @param keyStore PEM file: the store's private key and its certificate
 * @param authorities PEM file: who vouches for that certificate
 * @param users beside the one who may do everything
 */
public record StoreSecurity(Path keyStore, Path authorities, List<StoreUser> users) {
    public StoreSecurity {
        users = List.copyOf(users);
    }

    /** @param policy JSON file: the policy of an AWS identity, of statements that allow */
    public record StoreUser(String accessKey, String secretKey, Path policy) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "StoreUser[" + accessKey + ", policy=" + policy + "]";
        }
    }
}
