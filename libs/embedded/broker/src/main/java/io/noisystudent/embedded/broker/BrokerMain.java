package io.noisystudent.embedded.broker;

import io.noisystudent.embedded.child.ChildProcess;
import io.noisystudent.embedded.child.ChildService;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node, broker and controller in one.
 *
 * <p>Settings: {@code directory}, {@code port} for clients, {@code controller.port} for the node itself. With
 * security, further {@code certificate.port} for clients with a certificate, {@code key.store} and {@code authorities}
 * (PEM files), and {@code user.<name>} with the password of a user.
 */
public final class BrokerMain implements ChildService {
    private static final String USER = "user.";

    private final Path logs;
    private final Properties settings;
    private @Nullable KafkaRaftServer server;

    private BrokerMain(Properties settings) {
        this.logs = Path.of(settings.getProperty(ChildProcess.DIRECTORY)).resolve("logs");
        this.settings = settings;
    }

    public static void main(String[] args) {
        ChildProcess.run(BrokerMain::new);
    }

    @Override
    public void start() throws Exception {
        if (!Files.exists(logs.resolve("meta.properties"))) {
            format();
        }
        KafkaRaftServer node = new KafkaRaftServer(new KafkaConfig(BrokerSettings.of(logs, settings)), Time.SYSTEM);
        synchronized (this) {
            server = node;
        }
        node.startup();
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.shutdown();
            server.awaitShutdown();
        }
    }

    private void format() throws Exception {
        Files.createDirectories(logs);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(BrokerSettings.NODE)
                .setControllerListenerName(BrokerSettings.CONTROLLER)
                .setMetadataLogDirectory(logs.toString())
                .setDirectories(List.of(logs.toString()))
                .setIgnoreFormatted(true)
                .setScramArguments(credentials())
                .run();
    }

    private List<String> credentials() {
        return settings.stringPropertyNames().stream()
                .filter(key -> key.startsWith(USER))
                .map(key -> "SCRAM-SHA-512=[name=" + key.substring(USER.length()) + ",password="
                        + settings.getProperty(key) + "]")
                .toList();
    }
}
