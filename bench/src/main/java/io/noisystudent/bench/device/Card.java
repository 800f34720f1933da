package io.noisystudent.bench.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What NVIDIA's driver says of the first card, the one that CUDA calls 0 if it counts in the driver's order
 * ({@code CUDA_DEVICE_ORDER=PCI_BUS_ID}).
 *
 * @param usedMegabytes memory that all processes together have taken
 */
public record Card(String name, String driver, int totalMegabytes, int usedMegabytes) {
    private static final int FIELDS = 4;

    /** Asks {@code nvidia-smi}; nothing where there is none. */
    public static Optional<Card> read() {
        List<String> command = new ArrayList<>(List.of(
                "nvidia-smi",
                "--query-gpu=name,driver_version,memory.total,memory.used",
                "--format=csv,noheader,nounits"));
        first(System.getenv("CUDA_VISIBLE_DEVICES")).ifPresent(card -> command.add("--id=" + card));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Of the cards that CUDA may use, where that is restricted; {@code nvidia-smi} knows all. */
    static Optional<String> first(@Nullable String visible) {
        return Optional.ofNullable(visible)
                .map(cards -> cards.split(",", -1)[0].strip())
                .filter(card -> !card.isEmpty());
    }

    static Optional<Card> parse(String answer) {
        String[] fields = answer.lines().findFirst().orElse("").split(" *, *", -1);
        if (fields.length != FIELDS || !fields[2].matches("\\d+") || !fields[3].matches("\\d+")) {
            return Optional.empty();
        }
        return Optional.of(new Card(fields[0], fields[1], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
    }
}
