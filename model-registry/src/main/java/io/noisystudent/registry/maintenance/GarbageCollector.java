package io.noisystudent.registry.maintenance;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * Removes files that no version names: uploads that were never registered.
 *
 * <p>Versions are never removed, so that whatever an alias ever pointed to stays. A file that is registered
 * in the moment in which it is removed is put back from a copy.
 */
public final class GarbageCollector {
    private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);
    private static final String BLOBS = RegistryKeys.blob("");
    private static final int PAGE = 1000;

    private final ObjectStore store;
    private final RegistryView view;
    private final Clock clock;
    private final Duration grace;

    /** @param grace age below which a file is left alone: it may be about to be registered */
    public GarbageCollector(ObjectStore store, RegistryView view, Clock clock, Duration grace) {
        this.store = requireNonNull(store, "store is null");
        this.view = requireNonNull(view, "view is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.grace = requireNonNull(grace, "grace is null");
    }

    /**
     * Looks for garbage, and removes it unless this is a dry run.
     *
     * @throws NoisyStudentException {@code CHAIN_BROKEN} if a version cannot be read, and {@code STORE_BEHIND_LOG} if
     *     the log has versions that the store does not have: what they name is not known then; {@code
     *     BROKER_UNAVAILABLE} if the log was not read yet; {@code STORE_UNAVAILABLE}
     */
    public synchronized GarbageReport collect(boolean dryRun) {
        Instant youngest = clock.instant().minus(grace);
        Set<String> named = named();
        List<GarbageReport.Blob> garbage = new ArrayList<>();
        long examined = 0;
        String after = "";
        List<ObjectStat> page;
        do {
            page = store.list(BLOBS, after, PAGE);
            for (ObjectStat object : page) {
                after = object.key();
                examined++;
                String sha256 = object.key().substring(BLOBS.length());
                if (!named.contains(sha256) && object.lastModified().isBefore(youngest)) {
                    garbage.add(new GarbageReport.Blob(sha256, object.size(), object.lastModified()));
                }
            }
        } while (page.size() == PAGE);
        long bytes = garbage.stream().mapToLong(GarbageReport.Blob::size).sum();
        List<String> restored = new ArrayList<>();
        if (!dryRun) {
            garbage.forEach(blob -> remove(blob, restored));
            LOG.info("garbage collected files={} bytes={} restored={}", garbage.size(), bytes, restored.size());
        }
        return new GarbageReport(examined, garbage, bytes, !dryRun, restored);
    }

    private void remove(GarbageReport.Blob blob, List<String> restored) {
        String key = RegistryKeys.blob(blob.sha256());
        try {
            Path copy = Files.createTempFile("garbage-", ".onnx");
            try {
                try (InputStream content = store.open(key)) {
                    Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
                }
                store.delete(key);
                // It is put back, too, if it cannot be determined any more whether a version names it.
                boolean needed = true;
                try {
                    needed = named().contains(blob.sha256());
                } finally {
                    if (needed) {
                        store.create(key, copy);
                        restored.add(blob.sha256());
                    } else {
                        view.damage().removed(key);
                    }
                }
            } finally {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of all versions that the store has now. */
    private Set<String> named() {
        view.refresh();
        view.lags().requireNone();
        Set<String> named = new HashSet<>();
        for (ModelView model : view.models()) {
            requireReadable(model);
            model.versions().values().stream().map(ModelVersion::sha256).forEach(named::add);
        }
        return named;
    }

    private void requireReadable(ModelView model) {
        // A version may be there under a number that counts as spent: another registry registered it at the same time.
        int damaged = view.damage().keys(RegistryKeys.versions(model.name())).size();
        int unreadable = Math.max(damaged, model.unreadableVersions());
        if (unreadable > 0) {
            throw new NoisyStudentException(
                    ErrorCode.CHAIN_BROKEN,
                    model.name(),
                    unreadable + " versions cannot be read: what they name is not known, and nothing is removed");
        }
    }
}
