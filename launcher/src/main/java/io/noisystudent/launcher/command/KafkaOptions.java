package io.noisystudent.launcher.command;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.stack.Addresses;
import io.noisystudent.launcher.stack.Home;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Kafka cluster, and how to get in. */
final class KafkaOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Brokers of the pipeline, separated by commas. Default: the local pipeline's.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description =
                    "Properties of Kafka's clients, as Kafka's own tools take them: security.protocol, sasl.*, ssl.*.")
    private @Nullable Path commandConfig;

    /**
     * Properties for every Kafka client of the command.
     *
     * @param home of the local pipeline, which is looked at if no brokers are named
     */
    Map<String, Object> client(Home home) {
        Map<String, Object> client = commandConfig == null ? new HashMap<>() : read(commandConfig);
        if (bootstrapServers != null) {
            client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        } else if (!client.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)) {
            client.putAll(Addresses.read(home).kafka());
        }
        return client;
    }

    private static Map<String, Object> read(Path file) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID, "--command-config " + file, "cannot be read: " + e, e);
        }
        Map<String, Object> client = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> client.put(name, properties.getProperty(name)));
        return client;
    }
}
