package io.noisystudent.launcher.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** How to reach a running stack; left in its home directory for the other commands. */
public record Addresses(String bootstrapServers, String registry, String teacher, String labeler) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Addresses of(StackPorts ports) {
        return new Addresses(
                "127.0.0.1:" + ports.broker(),
                "http://127.0.0.1:" + ports.registry(),
                "http://127.0.0.1:" + ports.teacher(),
                "http://127.0.0.1:" + ports.labeler());
    }

    /** Properties of a Kafka client. */
    public Map<String, Object> kafka() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }

    /** What the stack of this home directory left. */
    public static Addresses read(Home home) {
        Path file = home.addressFile();
        if (!Files.exists(file)) {
            throw new NoisyStudentException(
                    ErrorCode.SERVICE_FAILED,
                    home.directory().toString(),
                    "no pipeline runs here; start one with ./noisy-student up, or name its home with --home");
        }
        try {
            return JSON.readValue(file.toFile(), Addresses.class);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.SERVICE_FAILED, file.toString(), "cannot be read: " + e.getMessage(), e);
        }
    }

    void write(Home home) {
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(home.addressFile().toFile(), this);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, home.addressFile().toString(), "cannot be written: " + e.getMessage(), e);
        }
    }
}
