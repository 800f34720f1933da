package io.noisystudent.trainer.checkpoint;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest state of one training in the store. Two trainers of the same request write the same; the second one finds
 * its object there.
 */
final class StoredCheckpoints implements Checkpoints {
    private static final Logger LOGGER = LoggerFactory.getLogger(StoredCheckpoints.class);

    private final ObjectStore store;
    private final String prefix;
    private final Path directory;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private long last;

    StoredCheckpoints(ObjectStore store, String prefix, Path directory, long intervalNanos, LongSupplier nanoTime) {
        this.store = store;
        this.prefix = prefix;
        this.directory = directory;
        this.intervalNanos = intervalNanos;
        this.nanoTime = nanoTime;
        last = nanoTime.getAsLong();
    }

    @Override
    public Optional<Position> restore(Function<Path, Optional<Position>> reader) {
        List<String> keys = CheckpointArchive.keys(store, prefix);
        return keys.isEmpty() ? Optional.empty() : restore(keys.get(keys.size() - 1), reader);
    }

    private Optional<Position> restore(String key, Function<Path, Optional<Position>> reader) {
        try {
            Path file = temporary();
            try (InputStream content = store.open(key)) {
                Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
                Optional<Position> position = reader.apply(file);
                position.ifPresent(found -> LOGGER.info("going on after step {} from {}", found.steps(), key));
                return position;
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL,
                    directory.toString(),
                    "a checkpoint cannot be fetched to this directory: " + e.getMessage(),
                    e);
        }
    }

    @Override
    public void epochEnded(int steps, Consumer<Path> writer) {
        if (nanoTime.getAsLong() - last < intervalNanos) {
            return;
        }
        try {
            keep(CheckpointArchive.key(prefix, steps), writer);
        } catch (NoisyStudentException | IOException | UncheckedIOException e) {
            LOGGER.warn("a checkpoint could not be kept, the training goes on: {}", e.getMessage());
        }
        last = nanoTime.getAsLong();
    }

    private void keep(String key, Consumer<Path> writer) throws IOException {
        Path file = temporary();
        try {
            writer.accept(file);
            store.create(key, file);
        } finally {
            Files.deleteIfExists(file);
        }
        CheckpointArchive.keys(store, prefix).stream()
                .filter(older -> older.compareTo(key) < 0)
                .forEach(store::delete);
    }

    private Path temporary() throws IOException {
        Files.createDirectories(directory);
        return Files.createTempFile(directory, "checkpoint-", ".safetensors");
    }
}
