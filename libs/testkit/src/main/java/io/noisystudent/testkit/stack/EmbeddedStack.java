package io.noisystudent.testkit.stack;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker and a store on free ports and in a temporary directory, which {@link #close} removes.
 *
 * <p>A start takes seconds: tests that neither stop it nor need its topics for themselves take {@link #shared}.
 */
public final class EmbeddedStack implements AutoCloseable {
    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test-secret-key";
    private static final String BUCKET = "models";
    private static final AtomicInteger SHARED = new AtomicInteger();

    private final Path directory;
    private final EmbeddedKafka kafka;
    private final EmbeddedObjectStore objectStore;
    private final StoreFaults faults;
    private final String bucket;
    private final boolean shared;

    private EmbeddedStack(
            Path directory,
            EmbeddedKafka kafka,
            EmbeddedObjectStore objectStore,
            StoreFaults faults,
            String bucket,
            boolean shared) {
        this.directory = directory;
        this.kafka = kafka;
        this.objectStore = objectStore;
        this.faults = faults;
        this.bucket = bucket;
        this.shared = shared;
    }

    /** The one of this JVM, which ends with it; {@link #close} does nothing. Each call gets a {@link #bucket} of its own. */
    public static EmbeddedStack shared() {
        EmbeddedStack only = Shared.STACK;
        return new EmbeddedStack(
                only.directory,
                only.kafka,
                only.objectStore,
                only.faults,
                BUCKET + "-" + SHARED.incrementAndGet(),
                true);
    }

    /** Started when it is first asked for. */
    private static final class Shared {
        private static final EmbeddedStack STACK = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(STACK::close));
        }
    }

    /** Starts both side by side and waits until both answer; if one fails, neither is left. */
    public static EmbeddedStack start() {
        Path directory = temporaryDirectory();
        StoreFaults faults = new StoreFaults(directory.resolve("store-faults.properties"));
        CompletableFuture<EmbeddedObjectStore> store = CompletableFuture.supplyAsync(
                () -> EmbeddedObjectStore.startWithFaults(directory, 0, ACCESS_KEY, SECRET_KEY, faults.file()));
        EmbeddedKafka kafka = null;
        try {
            kafka = EmbeddedKafka.start(directory, 0);
            return new EmbeddedStack(directory, kafka, store.join(), faults, BUCKET, false);
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

    /** How reads of the store fail, in every bucket; none do at first. */
    public StoreFaults storeFaults() {
        return faults;
    }

    /** A name that no other test uses for its bucket, which does not exist yet. */
    public String bucket() {
        return bucket;
    }

    @Override
    public void close() {
        if (shared) {
            return;
        }
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
