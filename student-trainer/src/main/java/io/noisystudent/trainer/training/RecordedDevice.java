package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.CudaSettings;
import io.noisystudent.learning.torch.DeviceChoice;
import io.noisystudent.learning.torch.Devices;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The device on which a version was trained, as its lineage and report say.
 *
 * @param environment of the lineage; versions of earlier trainers were made by the processor and do not say so
 */
record RecordedDevice(Map<String, String> environment, TrainingReport report) {
    private static final String DEVICE = "device";
    private static final String CPU = "cpu";
    /** What the bits of weights depend on, on a card. */
    private static final List<String> OF_CARDS =
            List.of("card", "driver", "cuda", "cudnn", "tf32", "deterministic", "autotuning");

    /**
     * The device to train on again: the processor if it was one, else what is there.
     *
     * @param onCard what the settings ask for
     * @throws NoisyStudentException {@code DEVICE_UNAVAILABLE} if it lacks the precision
     */
    Compute open(Devices devices, DeviceChoice onCard) {
        Precision precision = Precision.valueOf(report.precision().toUpperCase(Locale.ROOT));
        Kernels kernels = Kernels.named(report.kernelsOrDefault()).orElseThrow();
        CudaSettings settings = new CudaSettings(is("tf32"), is("autotuning"), is("deterministic"));
        try {
            return devices.open(
                    kind(environment).equals(CPU) ? DeviceChoice.CPU : onCard,
                    new Devices.Request(report.threads(), precision, kernels, settings));
        } catch (NoisyStudentException e) {
            throw new NoisyStudentException(
                    e.code(),
                    name(environment),
                    "the version was trained there in " + report.precision() + ", which its replay cannot change: "
                            + e.getMessage(),
                    e);
        }
    }

    private boolean is(String setting) {
        return Boolean.parseBoolean(environment.get(setting));
    }

    /** What is not as it was, or cannot be repeated, if the bits of weights depend on it. */
    Optional<String> difference(Map<String, String> now) {
        if (!kind(environment).equals(kind(now))) {
            return Optional.of("trained on " + name(environment) + ", now on " + name(now));
        }
        List<String> changed = OF_CARDS.stream()
                .filter(fact -> !said(environment, fact).equals(said(now, fact)))
                .map(fact -> fact + " was " + said(environment, fact) + " and is " + said(now, fact))
                .toList();
        if (!changed.isEmpty()) {
            return Optional.of(String.join(", ", changed));
        }
        return kind(environment).equals(CPU) || is("deterministic")
                ? Optional.empty()
                : Optional.of("the algorithms were not deterministic, so that the card itself repeats no bits");
    }

    private static String kind(Map<String, String> description) {
        return description.getOrDefault(DEVICE, CPU).replaceFirst(":.*", "");
    }

    private static String name(Map<String, String> description) {
        String device = description.getOrDefault(DEVICE, CPU);
        String card = description.get("card");
        return card == null ? device : device + " (" + card + ")";
    }

    private static String said(Map<String, String> description, String fact) {
        return description.getOrDefault(fact, "not known");
    }
}
