package io.noisystudent.trainer.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.CudaSettings;
import io.noisystudent.learning.torch.DeviceChoice;
import io.noisystudent.learning.torch.Devices;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.service.config.VerificationConfig;
import io.noisystudent.trainer.training.ComputeResources;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the configuration comes to once it has been checked. */
final class TrainerSettings {
    private static final int LARGEST = 1024;

    private TrainerSettings() {}

    /** Everything that is wrong with the settings, each as one line for a person; also makes the cache directory. */
    static List<String> problems(TrainerConfig config) {
        List<String> problems = new ArrayList<>();
        TrainerConfig.Trainer trainer = config.trainer();
        requireRange(problems, "threads", threads(trainer));
        requireRange(problems, "loaders", trainer.loaders());
        requireRange(problems, "max-starts", trainer.maxStarts());
        if (precision(trainer).isEmpty()) {
            problems.add("noisystudent.trainer.precision is '" + trainer.precision()
                    + "'; it must be auto, fp32, bf16 or fp16");
        }
        if (DeviceChoice.named(trainer.device()).isEmpty()) {
            problems.add("noisystudent.trainer.device is '" + trainer.device()
                    + "'; it must be auto, cpu, cuda or the number of a card, like cuda:1");
        }
        if (kernels(trainer).isEmpty()) {
            problems.add("noisystudent.trainer.kernels is '" + trainer.kernels() + "'; it must be auto or libtorch");
        }
        if (trainer.requestTimeout().isZero() || trainer.requestTimeout().isNegative()) {
            problems.add("noisystudent.trainer.request-timeout is " + trainer.requestTimeout()
                    + "; it must be longer than nothing, like PT5M");
        }
        URI registry = config.registry().url();
        if (registry.getHost() == null || !List.of("http", "https").contains(registry.getScheme())) {
            problems.add("noisystudent.registry.url is '" + registry + "'; it must be like http://host:8080");
        }
        requireDirectory(problems, trainer.cacheDirectory());
        if (trainer.cacheQuota().asLongValue() < 1) {
            problems.add("noisystudent.trainer.cache-quota is 0; it must be at least 1 byte, like 16G");
        }
        requireStore(problems, config.store());
        requireKeys(problems, config.signing());
        return problems;
    }

    /**
     * How trainings use this machine.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} with all problems at once; {@code DEVICE_UNAVAILABLE} with what
     *     the device lacks
     */
    static ComputeResources machine(TrainerConfig config, Devices devices) {
        List<String> problems = problems(config);
        if (!problems.isEmpty()) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, "trainer", String.join("\n", problems));
        }
        TrainerConfig.Trainer trainer = config.trainer();
        Compute compute = devices.open(
                DeviceChoice.named(trainer.device()).orElseThrow(),
                new Devices.Request(
                        threads(trainer),
                        precision(trainer).orElseThrow(),
                        kernels(trainer).orElseThrow(),
                        new CudaSettings(trainer.tf32(), trainer.autotuning(), trainer.deterministic())));
        return new ComputeResources(compute, trainer.loaders());
    }

    private static int threads(TrainerConfig.Trainer trainer) {
        return trainer.threads().orElse(Runtime.getRuntime().availableProcessors());
    }

    private static Optional<Precision> precision(TrainerConfig.Trainer trainer) {
        return Arrays.stream(Precision.values())
                .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(trainer.precision()))
                .findFirst();
    }

    private static Optional<Kernels> kernels(TrainerConfig.Trainer trainer) {
        return Kernels.named(trainer.kernels());
    }

    private static void requireDirectory(List<String> problems, Path directory) {
        try {
            Files.createDirectories(directory);
            if (!Files.isWritable(directory)) {
                problems.add("noisystudent.trainer.cache-directory is " + directory + ", which cannot be written");
            }
        } catch (IOException e) {
            problems.add("noisystudent.trainer.cache-directory is " + directory + ", which cannot be made: " + e);
        }
    }

    private static void requireStore(List<String> problems, TrainerConfig.Store store) {
        try {
            CheckpointBucket.config(store);
        } catch (NoisyStudentException e) {
            problems.add("noisystudent.store: " + e.describe());
        }
        if (store.endpoint().isPresent()
                && (store.accessKey().isEmpty() || store.secretKey().isEmpty())) {
            problems.add(
                    "noisystudent.store.access-key and .secret-key must be given with noisystudent.store.endpoint");
        }
    }

    private static void requireKeys(List<String> problems, VerificationConfig signing) {
        try {
            signing.rule();
        } catch (NoisyStudentException e) {
            problems.add(e.describe());
        }
    }

    private static void requireRange(List<String> problems, String key, int value) {
        if (value < 1 || value > LARGEST) {
            problems.add("noisystudent.trainer." + key + " is " + value + "; it must be 1 to " + LARGEST);
        }
    }
}
