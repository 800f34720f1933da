package io.noisystudent.trainer.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.training.Precision;
import io.noisystudent.trainer.training.MachineShare;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the configuration comes to once it has been checked. */
final class Settings {
    private static final int MAX_THREADS = 1024;

    private Settings() {}

    /**
     * How trainings use this machine.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} with all problems at once
     */
    static MachineShare machine(TrainerConfig.Trainer trainer) {
        List<String> problems = new ArrayList<>();
        int threads = trainer.threads().orElse(Runtime.getRuntime().availableProcessors());
        requireRange(problems, "threads", threads);
        requireRange(problems, "loaders", trainer.loaders());
        Optional<Precision> precision = Arrays.stream(Precision.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(trainer.precision()))
                .findFirst();
        if (precision.isEmpty()) {
            problems.add(
                    "noisystudent.trainer.precision is '" + trainer.precision() + "'; it must be auto, fp32 or bf16");
        }
        if (!problems.isEmpty()) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, "trainer", String.join("\n", problems));
        }
        return new MachineShare(threads, trainer.loaders(), precision.orElseThrow());
    }

    private static void requireRange(List<String> problems, String key, int value) {
        if (value < 1 || value > MAX_THREADS) {
            problems.add("noisystudent.trainer." + key + " is " + value + "; it must be 1 to " + MAX_THREADS);
        }
    }
}
