package io.noisystudent.embedded.testing;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker and a store on free ports and in a temporary directory, which {@link #close} removes.
 *
 * <p>Start one per test run and share it; a start takes about two seconds.
 */
public final class EmbeddedStack implements AutoCloseable {
    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test-secret-key";

    private final Path directory;
    private final EmbeddedKafka kafka;
    private final EmbeddedObjectStore objectStore;

    private EmbeddedStack(Path directory, EmbeddedKafka kafka, EmbeddedObjectStore objectStore) {
        this.directory = directory;
        this.kafka = kafka;
        this.objectStore = objectStore;
    }

    /** Starts both side by side and waits until both answer; if one fails, neither is left. */
    public static EmbeddedStack start() {
        Path directory = temporaryDirectory();
        CompletableFuture<EmbeddedObjectStore> store =
                CompletableFuture.supplyAsync(() -> EmbeddedObjectStore.start(directory, 0, ACCESS_KEY, SECRET_KEY));
        EmbeddedKafka kafka = null;
        try {
            kafka = EmbeddedKafka.start(directory, 0);
            return new EmbeddedStack(directory, kafka, store.join());
        } catch (NoisyStudentException | CompletionException e) {
            if (kafka != null) {
                kafka.kill();
            }
            store.handle((started, failure) -> started)
                    .thenAccept(EmbeddedStack::killIfStarted)
                    .join();
            delete(directory);
            if (e.getCause() instanceof NoisyStudentException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    public EmbeddedKafka kafka() {
        return kafka;
    }

    public EmbeddedObjectStore objectStore() {
        return objectStore;
    }

    @Override
    public void close() {
        // Nothing is kept, so nothing needs a clean end.
        kafka.kill();
        objectStore.kill();
        delete(directory);
    }

    private static void killIfStarted(@Nullable EmbeddedObjectStore store) {
        if (store != null) {
            store.kill();
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("embedded-stack-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
