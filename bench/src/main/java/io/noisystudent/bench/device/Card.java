package io.noisystudent.bench.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What NVIDIA's driver says of the first card.
 *
 * @param usedMegabytes memory that all processes together have taken
 */
public record Card(String name, String driver, int totalMegabytes, int usedMegabytes) {
    private static final int FIELDS = 4;

    /** Asks {@code nvidia-smi}; nothing where there is none. */
    public static Optional<Card> read() {
        try {
            Process process = new ProcessBuilder(
                            "nvidia-smi",
                            "--query-gpu=name,driver_version,memory.total,memory.used",
                            "--format=csv,noheader,nounits")
                    .redirectErrorStream(true)
                    .start();
            return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<Card> parse(String answer) {
        String[] fields = answer.lines().findFirst().orElse("").split(" *, *", -1);
        if (fields.length != FIELDS || !fields[2].matches("\\d+") || !fields[3].matches("\\d+")) {
            return Optional.empty();
        }
        return Optional.of(new Card(fields[0], fields[1], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
    }
}
