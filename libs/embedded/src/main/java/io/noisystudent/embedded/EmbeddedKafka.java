package io.noisystudent.embedded;

import io.noisystudent.embedded.process.ChildJvm;
import io.noisystudent.embedded.process.DataDirectory;
import io.noisystudent.embedded.process.Distribution;
import io.noisystudent.embedded.process.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * A Kafka broker (KRaft, one node) in a child process, for clients on this machine.
 *
 * <p>Data lives in {@code kafka/} under the data directory and survives restarts and kills; nothing expires. Topics
 * are not created by themselves. Records may have 16 MiB. The broker ends with this process, however that ends.
 */
public final class EmbeddedKafka extends EmbeddedProcess {
    /** Where the data lies, under the data directory. */
    public static final String DIRECTORY = "kafka";

    /** What must be free on the data directory's disk, in bytes, unless the caller says otherwise. */
    public static final long MINIMUM_FREE_BYTES = 512L * 1024 * 1024;

    private static final Distribution BROKER =
            new Distribution("io.noisystudent.embedded.broker.BrokerMain", "META-INF/embedded/broker");
    private static final List<String> JVM_FLAGS = List.of(
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true");
    private static final String PEM = "PEM";
    private static final Duration ASK_LIMIT = Duration.ofSeconds(2);

    private final int port;
    /** Without security the same. */
    private final int certificatePort;

    private final @Nullable BrokerSecurity security;

    private EmbeddedKafka(ChildJvm child, int port, int certificatePort, @Nullable BrokerSecurity security) {
        super(child);
        this.port = port;
        this.certificatePort = certificatePort;
        this.security = security;
    }

    /**
     * Starts a broker and waits until clients can use it.
     *
     * @param dataDirectory made if absent; may be shared with {@link EmbeddedObjectStore}
     * @param port for clients on 127.0.0.1; 0 takes a free one
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code PORT_TAKEN}, {@code DISK_FULL}, {@code
     *     CONFIG_INVALID} for a directory that cannot be written, {@code SERVICE_FAILED} if the broker does not start
     */
    public static EmbeddedKafka start(Path dataDirectory, int port) {
        return start(dataDirectory, port, MINIMUM_FREE_BYTES);
    }

    /** As {@link #start(Path, int)}, with another demand for free disk space, in bytes. */
    public static EmbeddedKafka start(Path dataDirectory, int port, long minimumFree) {
        return start(dataDirectory, port, minimumFree, null);
    }

    /**
     * As {@link #start(Path, int)}, but no request comes in without TLS, nor from an unknown user.
     *
     * @param port for users with a password (SASL_SSL); those with a certificate come in at {@link #certificateServers}
     */
    public static EmbeddedKafka start(Path dataDirectory, int port, BrokerSecurity security) {
        return start(dataDirectory, port, MINIMUM_FREE_BYTES, security);
    }

    private static EmbeddedKafka start(
            Path dataDirectory, int port, long minimumFree, @Nullable BrokerSecurity security) {
        Path directory = DataDirectory.prepare(dataDirectory.resolve(DIRECTORY), minimumFree);
        int clientPort = Ports.require(port, "Kafka broker");
        int controllerPort = Ports.freeExcept(clientPort);
        int certificatePort = clientPort;
        Properties settings = new Properties();
        settings.setProperty("port", Integer.toString(clientPort));
        settings.setProperty("controller.port", Integer.toString(controllerPort));
        if (security != null) {
            certificatePort = Ports.freeExcept(clientPort, controllerPort);
            settings.setProperty("certificate.port", Integer.toString(certificatePort));
            settings.setProperty("key.store", security.keyStore().toString());
            settings.setProperty("authorities", security.authorities().toString());
            security.users().forEach((user, password) -> settings.setProperty("user." + user, password));
        }
        ChildJvm child = ChildJvm.start("broker", BROKER, JVM_FLAGS, directory, settings);
        EmbeddedKafka kafka = new EmbeddedKafka(child, clientPort, certificatePort, security);
        child.awaitReady(kafka::answers);
        return kafka;
    }

    /** For the client setting {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return Ports.HOST + ":" + port;
    }

    /** For the client setting {@code bootstrap.servers} of a client with a certificate. */
    public String certificateServers() {
        return Ports.HOST + ":" + certificatePort;
    }

    /** The settings of a client that may do everything. */
    public Map<String, Object> operator() {
        if (security == null) {
            return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        }
        return certificateClient(security.keyStore());
    }

    /**
     * The settings of a client that shows a certificate; to a broker with security only.
     *
     * @param keyStore PEM file: the client's private key and its certificate
     */
    public Map<String, Object> certificateClient(Path keyStore) {
        Map<String, Object> settings = new HashMap<>(tls("SSL"));
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, certificateServers());
        settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
        settings.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, keyStore.toString());
        return settings;
    }

    /** The settings of one of the users with a password; to a broker with security only. */
    public Map<String, Object> passwordClient(String user) {
        Map<String, Object> settings = new HashMap<>(tls("SASL_SSL"));
        String password =
                requireNonNull(security, "the broker has no users").users().get(user);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        settings.put(SaslConfigs.SASL_MECHANISM, "SCRAM-SHA-512");
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";");
        return settings;
    }

    private Map<String, Object> tls(String protocol) {
        BrokerSecurity known = requireNonNull(security, "the broker was started without security");
        return Map.of(
                AdminClientConfig.SECURITY_PROTOCOL_CONFIG, protocol,
                SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM,
                SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, known.authorities().toString());
    }

    public int port() {
        return port;
    }

    private boolean answers() {
        // A client logs warnings about a port that is not open yet.
        if (!Ports.isOpen(port) || !Ports.isOpen(certificatePort)) {
            return false;
        }
        Map<String, Object> settings = new HashMap<>(operator());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ASK_LIMIT.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ASK_LIMIT.toMillis());
        try (Admin admin = Admin.create(settings)) {
            // It lists the nodes that are registered and unfenced: from then on topics can be created.
            return !admin.describeCluster()
                    .nodes()
                    .get(ASK_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
