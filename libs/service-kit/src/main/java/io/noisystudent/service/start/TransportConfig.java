package io.noisystudent.service.start;

import java.util.List;
import java.util.Optional;

/** How data travels: the group {@code noisystudent.transport} of every service. */
public interface TransportConfig {
    /**
     * What may leave this machine unprotected: {@code kafka} and {@code store} without TLS, {@code http} between the
     * services, for tokens and to their provider, {@code traces} to their collector, {@code secrets} that are public. A service that finds something else refuses to start.
     */
    Optional<List<String>> allowInsecure();
}
