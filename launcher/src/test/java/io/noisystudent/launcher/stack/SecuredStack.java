package io.noisystudent.launcher.stack;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.embedded.BrokerSecurity;
import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.EmbeddedObjectStore;
import io.noisystudent.embedded.StoreSecurity;
import io.noisystudent.embedded.StoreSecurity.StoreUser;
import io.noisystudent.kafka.topic.TopicAdmin;
import io.noisystudent.launcher.stack.StackService.ServiceCommand;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.stack.KafkaUsers;
import io.noisystudent.testkit.stack.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The four services on a broker and a store with TLS, each as a user of its own with the rights that the files in
 * {@code k8s} give it and no others. One of them shows a certificate to the broker, the others know a password.
 */
public final class SecuredStack implements AutoCloseable {
    /** Part of every password and secret, so that a test can look for it where it must not be. */
    public static final String SECRET = "password-for-tests";

    private static final String WITH_CERTIFICATE = "teacher-service";
    private static final String BUCKET = "noisy-student-models";

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final EmbeddedKafka kafka;
    private final List<ServiceCommand> commands;
    private final URI registry;

    /** Starts everything. {@code environment} is for all four services. */
    public SecuredStack(Path installation, Home home, PipelineConfig pipeline, Map<String, String> environment)
            throws InterruptedException {
        StackPorts ports = StackPorts.free();
        TestAuthority authority = TestAuthority.in(home.directory(), "authority");
        KafkaUsers users = KafkaUsers.read(installation.resolve("k8s/components/strimzi/users.yaml"));
        Map<String, String> passwords =
                users.names().stream().collect(Collectors.toMap(user -> user, user -> SECRET + "-" + user));
        kafka = register(EmbeddedKafka.start(
                home.directory(),
                ports.broker(),
                new BrokerSecurity(authority.issue("broker"), authority.certificate(), passwords)));
        EmbeddedObjectStore store = register(EmbeddedObjectStore.start(
                home.directory(),
                ports.store(),
                "root",
                SECRET,
                new StoreSecurity(
                        authority.issue("object-store"),
                        authority.certificate(),
                        List.of(
                                storeUser(installation, "model-registry"),
                                storeUser(installation, "student-trainer")))));
        prepare(users, pipeline, store, authority);
        ServiceCommands plain = new ServiceCommands(installation, home, ports);
        String endpoint = store.endpoint().toString();
        commands = Stream.of(
                        plain.registry(endpoint, new StoreKeys("model-registry", SECRET)),
                        plain.teacher(),
                        plain.labeler(false),
                        plain.trainer(endpoint, new StoreKeys("student-trainer", SECRET)))
                .map(command -> secured(command, authority, environment))
                .toList();
        List<StackService> services = commands.stream()
                .map(command -> register(StackService.start(command)))
                .toList();
        HttpClient http = HttpClient.newHttpClient();
        services.forEach(service -> service.awaitReady(http));
        registry = URI.create("http://127.0.0.1:" + ports.registry());
    }

    /** As a user of the file, who knows a password. */
    public Map<String, Object> client(String user) {
        return kafka.passwordClient(user);
    }

    public URI registry() {
        return registry;
    }

    /**
     * Starts one more instance, which trusts another authority than the store's.
     *
     * @return the process; its output is in {@code log}
     */
    public Process startWithWrongAuthority(String service, Path log) throws IOException {
        ServiceCommand command = commands.stream()
                .filter(one -> one.name().equals(service))
                .findFirst()
                .orElseThrow();
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(command.environment());
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment()
                .put(
                        "NOISYSTUDENT_STORE_CA_FILE",
                        TestAuthority.in(log.getParent(), service).certificate().toString());
        Process process = builder.start();
        register(process::destroyForcibly);
        return process;
    }

    /** What an administrator does once. */
    private void prepare(KafkaUsers users, PipelineConfig pipeline, EmbeddedObjectStore store, TestAuthority authority)
            throws InterruptedException {
        try (Admin admin = Admin.create(kafka.operator())) {
            users.grant(admin);
        }
        TopicAdmin.ensure(kafka.operator(), pipeline, TopicAdmin.PATIENCE);
        MinioObjectStore.connect(new MinioConfig(
                        store.endpoint(),
                        EmbeddedObjectStore.REGION,
                        BUCKET,
                        "root",
                        SECRET,
                        MinioConfig.authorities(Optional.of(authority.certificate())),
                        Duration.ofSeconds(30)))
                .close();
    }

    private ServiceCommand secured(ServiceCommand command, TestAuthority authority, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(command.environment());
        all.putAll(environment);
        Map<String, Object> client = command.name().equals(WITH_CERTIFICATE)
                ? kafka.certificateClient(authority.issue(command.name()))
                : kafka.passwordClient(command.name());
        client.forEach(
                (key, value) -> all.put("KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_'), value.toString()));
        if (all.containsKey("NOISYSTUDENT_STORE_ENDPOINT")) {
            all.put("NOISYSTUDENT_STORE_CA_FILE", authority.certificate().toString());
            all.put("NOISYSTUDENT_STORE_BUCKET", BUCKET);
        }
        return new ServiceCommand(command.name(), command.arguments(), all, command.log(), command.ready());
    }

    private static StoreUser storeUser(Path installation, String service) {
        return new StoreUser(service, SECRET, installation.resolve("k8s/policies/" + service + ".json"));
    }

    private <T extends AutoCloseable> T register(T part) {
        running.push(part);
        return part;
    }

    /** The services first, all at once. */
    @Override
    public void close() {
        for (AutoCloseable part : running) {
            if (part instanceof StackService service) {
                service.requestStop();
            }
        }
        running.forEach(SecuredStack::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
