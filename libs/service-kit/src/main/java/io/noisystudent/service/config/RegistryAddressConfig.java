package io.noisystudent.service.config;

import io.noisystudent.registryclient.RegistryAddress;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where the registry is: the group {@code noisystudent.registry} of the services that ask it. */
public interface RegistryAddressConfig {
    /** Without a path: {@code http://model-registry:8080}. */
    @WithDefault("http://localhost:8080")
    URI url();

    /** File of the bearer token that the registry asks for; read again for every request. */
    Optional<Path> tokenFile();

    /** The bearer token itself, where it is not renewed. */
    Optional<String> token();

    /** PEM file of the authorities that may vouch for an {@code https} registry; by default those of Java. */
    Optional<Path> caFile();

    /** All of it; {@code CONFIG_INVALID} for a token that no request can carry. */
    default RegistryAddress address() {
        return new RegistryAddress(url(), tokenFile(), token(), caFile());
    }
}
