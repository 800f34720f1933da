package io.noisystudent.service.access;

import io.noisystudent.contracts.access.StaticKey;
import io.noisystudent.contracts.access.StaticKeys;
import io.noisystudent.contracts.error.NoisyStudentException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that count now. The file is looked at again every few seconds, so that a key can be taken away.
 *
 * <p>While the file cannot be read, no key counts: one that was taken away must not come back by a slip.
 */
@Singleton
public class StaticKeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(StaticKeyFile.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final @Nullable Path file;
    private final Clock clock;
    private StaticKeys keys = new StaticKeys(List.of());
    private @Nullable FileTime readAs;
    private Instant lookAgain = Instant.EPOCH;

    @Inject
    StaticKeyFile(AccessConfig config, Clock clock) {
        this(config.keysFile().orElse(null), clock);
    }

    /** A file that cannot be read ends the start of the service. */
    StaticKeyFile(@Nullable Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        if (file != null) {
            this.keys = StaticKeys.read(file);
        }
    }

    /** The entry of this key, if it counts. */
    synchronized Optional<StaticKey> find(String key) {
        Instant now = clock.instant();
        if (file != null && !now.isBefore(lookAgain)) {
            lookAgain = now.plus(PERIOD);
            refresh(file);
        }
        return keys.find(key, now);
    }

    private void refresh(Path changed) {
        try {
            FileTime modified = Files.getLastModifiedTime(changed);
            if (!modified.equals(readAs)) {
                keys = StaticKeys.read(changed);
                readAs = modified;
                LOG.info("file={} keys={} read", changed, keys.keys().size());
            }
        } catch (NoisyStudentException | IOException e) {
            keys = new StaticKeys(List.of());
            readAs = null;
            LOG.error("file={} cannot be read, no key counts until it can: {}", changed, e.getMessage());
        }
    }
}
