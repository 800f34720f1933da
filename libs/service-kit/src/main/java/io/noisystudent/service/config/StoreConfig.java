package io.noisystudent.service.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the services that use the object store say of it alike, in the group {@code noisystudent.store}. */
public interface StoreConfig {
    /** The region that requests are signed for. */
    @WithDefault("us-east-1")
    String region();

    /** The registry's, which makes it at its start if it is absent. */
    @WithDefault("models")
    String bucket();

    /** PEM file of the authorities that may vouch for an {@code https} store; by default those of Java. */
    Optional<Path> caFile();

    /** For connecting, and for each single read or write. */
    @WithDefault("30s")
    Duration timeout();
}
