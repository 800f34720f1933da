package io.noisystudent.launcher.stack;

import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.EmbeddedObjectStore;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Broker, store and the four services as processes on this machine. A service that dies is started again; closing stops
 * all of them.
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private final Home home;
    private final Ports ports;
    private final Path installation;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private boolean closed;

    /**
     * Prepares a stack.
     *
     * @param installation the checkout or distribution that holds the built services
     * @param home which has a pipeline file
     */
    public LocalStack(Path installation, Home home, Ports ports) {
        this.installation = installation;
        this.home = home;
        this.ports = ports;
    }

    /** Starts everything and returns when all services are ready; what was started is stopped if one of them fails. */
    public Addresses start(Consumer<String> progress) {
        try {
            ports.requireFree();
            progress.accept("Kafka broker and object store");
            startBrokerAndStore();
            progress.accept("registry, teacher, labeler and trainer");
            startServices();
            Addresses addresses = Addresses.of(ports);
            addresses.write(home);
            return addresses;
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startBrokerAndStore() {
        CompletableFuture<EmbeddedKafka> broker =
                CompletableFuture.supplyAsync(() -> register(EmbeddedKafka.start(home.directory(), ports.broker())));
        CompletableFuture<EmbeddedObjectStore> store =
                CompletableFuture.supplyAsync(() -> register(EmbeddedObjectStore.start(
                        home.directory(), ports.store(), StoreKeys.LOCAL.accessKey(), StoreKeys.LOCAL.secretKey())));
        CompletableFuture.allOf(broker, store).join();
    }

    private void startServices() {
        ServiceCommands commands = new ServiceCommands(installation, home, ports);
        String endpoint = "http://127.0.0.1:" + ports.store();
        List<ServiceProcess> services = List.of(
                new ServiceProcess(commands.registry(endpoint, StoreKeys.LOCAL)),
                new ServiceProcess(commands.teacher()),
                new ServiceProcess(commands.labeler()),
                new ServiceProcess(commands.trainer(endpoint, StoreKeys.LOCAL)));
        HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
        for (ServiceProcess service : services) {
            register(service);
            service.start();
        }
        services.forEach(service -> service.awaitReady(http));
    }

    /** What starts while the stack is being closed is closed at once. */
    private synchronized <T extends AutoCloseable> T register(T part) {
        if (closed) {
            closeQuietly(part);
        } else {
            running.push(part);
        }
        return part;
    }

    /** Stops the services first, all at once, then store and broker. */
    @Override
    public synchronized void close() {
        closed = true;
        for (AutoCloseable part : running) {
            if (part instanceof ServiceProcess service) {
                service.requestStop();
            }
        }
        running.forEach(LocalStack::closeQuietly);
        running.clear();
        try {
            Files.deleteIfExists(home.addressFile());
        } catch (IOException e) {
            throw new IllegalStateException("cannot delete " + home.addressFile(), e);
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop " + part, e);
        }
    }
}
