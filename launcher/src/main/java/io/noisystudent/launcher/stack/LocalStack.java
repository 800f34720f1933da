package io.noisystudent.launcher.stack;

import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.EmbeddedObjectStore;
import io.noisystudent.launcher.stack.StackService.ServiceCommand;
import io.noisystudent.launcher.stack.Supervised.Watch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Broker, store and the four services as processes on this machine. One that dies is started again; all of them end
 * with this process, however it ends; closing stops them in order.
 */
public final class LocalStack implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    /** Broker and store may both take a minute to start, and a service must not wait for them. */
    private static final int RESTARTS_AT_ONCE = 3;

    private final Home home;
    private final StackPorts ports;
    private final Path installation;
    private final boolean gpu;
    private final ProcessFile processes;
    private final Deque<Supervised<?>> running = new ArrayDeque<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(RESTARTS_AT_ONCE, work -> {
        Thread thread = new Thread(work, "restart");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;

    /**
     * Prepares a stack.
     *
     * @param installation the checkout or distribution that holds the built services
     * @param home which has a pipeline file once {@link #start} is called
     * @param gpu whether the labeler must run on CUDA
     */
    public LocalStack(Path installation, Home home, StackPorts ports, boolean gpu) {
        this.installation = installation;
        this.home = home;
        this.ports = ports;
        this.gpu = gpu;
        this.processes = new ProcessFile(home);
    }

    /**
     * Checks that the services are built and the ports are free. What a launcher that was killed left running for this
     * home is ended first. The caller must hold the {@link HomeLock}.
     *
     * @param console takes lines for a person
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code BUILD_FAILED}, {@code PORT_TAKEN}, {@code
     *     CONFIG_INVALID}
     */
    public void prepare(Consumer<String> console) {
        commands();
        ports.requireValid();
        processes.endLeftOvers(console);
        ports.requireFree();
    }

    /**
     * Starts everything and returns when all services are ready; what was started is stopped if one of them fails.
     *
     * @param console takes lines for a person, as long as the stack runs
     */
    public Addresses start(Consumer<String> console) {
        try {
            prepare(console);
            Watch watch = new Watch(processes, console, timer, Clock.systemUTC());
            console.accept("Starting Kafka broker and object store");
            startBrokerAndStore(watch);
            console.accept("Starting registry, teacher, labeler and trainer");
            startServices(watch);
            keepRunning();
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

    private void startBrokerAndStore(Watch watch) {
        Supervised<?> broker =
                register("broker", () -> StackProcess.of(EmbeddedKafka.start(home.directory(), ports.broker())), watch);
        Supervised<?> store = register("object-store", () -> StackProcess.of(startStore()), watch);
        CompletableFuture.allOf(CompletableFuture.runAsync(broker::start), CompletableFuture.runAsync(store::start))
                .join();
    }

    private EmbeddedObjectStore startStore() {
        return EmbeddedObjectStore.start(
                home.directory(), ports.store(), StoreKeys.LOCAL.accessKey(), StoreKeys.LOCAL.secretKey());
    }

    private List<ServiceCommand> commands() {
        ServiceCommands commands = new ServiceCommands(installation, home, ports);
        String endpoint = "http://127.0.0.1:" + ports.store();
        return List.of(
                commands.registry(endpoint, StoreKeys.LOCAL),
                commands.teacher(),
                commands.labeler(gpu),
                commands.trainer(endpoint, StoreKeys.LOCAL));
    }

    private void startServices(Watch watch) {
        HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
        List<StackService> services = new ArrayList<>();
        for (ServiceCommand command : commands()) {
            services.add(register(command.name(), () -> StackService.start(command), watch)
                    .start());
        }
        services.forEach(service -> service.awaitReady(http));
    }

    /** What starts while the stack is being closed is closed at once. */
    private synchronized <P extends StackProcess> Supervised<P> register(
            String name, Supplier<P> starter, Watch watch) {
        Supervised<P> part = new Supervised<>(name, starter, watch, RestartPauses.usual());
        running.push(part);
        if (closed) {
            part.requestStop();
        }
        return part;
    }

    private synchronized void keepRunning() {
        running.forEach(Supervised::keep);
    }

    /** Stops the services first, all at once, then store and broker. */
    @Override
    public synchronized void close() {
        closed = true;
        running.forEach(Supervised::requestStop);
        timer.shutdownNow();
        running.forEach(Supervised::close);
        if (!running.isEmpty()) {
            running.clear();
            forget();
        }
    }

    private void forget() {
        processes.forget();
        try {
            Files.deleteIfExists(home.addressFile());
        } catch (IOException e) {
            throw new IllegalStateException("cannot delete " + home.addressFile(), e);
        }
    }
}
