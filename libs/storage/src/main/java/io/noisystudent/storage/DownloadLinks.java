package io.noisystudent.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Addresses at which a client without credentials can download an object from the store itself, for a while. */
public interface DownloadLinks {
    /** Gives none: clients cannot reach the store. */
    DownloadLinks NONE = (key, validity) -> Optional.empty();

    /** An address of the object, whether or not it exists; empty if clients cannot reach the store. */
    Optional<URI> to(String key, Duration validity);
}
