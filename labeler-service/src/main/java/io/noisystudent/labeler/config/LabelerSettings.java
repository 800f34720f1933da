package io.noisystudent.labeler.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.labeler.inference.InferenceLimits;
import io.noisystudent.labeler.models.DeviceFailures;
import io.noisystudent.labeler.models.DeviceFailures.Use;
import io.noisystudent.labeler.models.LabelerDevices;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the configuration comes to once it has been checked. */
final class LabelerSettings {
    private static final Logger LOG = LoggerFactory.getLogger(LabelerSettings.class);
    private static final int MAX_BATCH = 1024;
    private static final int MAX_THREADS = 1024;
    /** Each waits on a thread, and Quarkus has 200 for everything. */
    private static final int MAX_REQUESTS = 150;

    private LabelerSettings() {}

    /** Everything that is wrong with the settings, each as one line for a person. */
    static List<String> problems(LabelerConfig config) {
        return problems(config.labeler());
    }

    private static List<String> problems(LabelerConfig.Labeler labeler) {
        List<String> problems = new ArrayList<>(new DeviceSettings(labeler).problems(threads(labeler)));
        requireRange(problems, "threads", threads(labeler), MAX_THREADS);
        requireRange(problems, "batch-size", labeler.batchSize(), MAX_BATCH);
        requireRange(problems, "max-request-images", labeler.maxRequestImages(), 100_000);
        requireRange(problems, "max-request-pixels", labeler.maxRequestPixels(), Integer.MAX_VALUE);
        requireRange(problems, "max-requests", labeler.maxRequests(), MAX_REQUESTS);
        requireRange(problems, "max-pixels-at-once", labeler.maxPixelsAtOnce(), Integer.MAX_VALUE);
        if (labeler.requestPatience().isNegative()) {
            problems.add("noisystudent.labeler.request-patience is " + labeler.requestPatience()
                    + "; it must not be negative");
        }
        return problems;
    }

    /**
     * Where and how models run.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} with all problems at once
     */
    static LabelerDevices devices(LabelerConfig.Labeler labeler) {
        List<String> problems = problems(labeler);
        if (!problems.isEmpty()) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, "labeler", String.join("\n", problems));
        }
        return new DeviceSettings(labeler).devices(threads(labeler));
    }

    /** Those of the machine's GPUs; a labeler on the CPU has nothing to do with them. */
    static DeviceFailures deviceFailures(LabelerConfig.Labeler labeler, Clock clock) {
        Use use =
                switch (labeler.device().toLowerCase(Locale.ROOT)) {
                    case "cpu" -> Use.NONE;
                    case "auto" -> Use.PREFERRED;
                    default -> Use.REQUIRED;
                };
        return new DeviceFailures(labeler.modelCache(), clock, use);
    }

    /** As {@link #devices(LabelerConfig.Labeler)}, but the CPU where it is to be preferred to a device that failed. */
    static LabelerDevices devices(LabelerConfig.Labeler labeler, DeviceFailures failures) {
        LabelerDevices wanted = devices(labeler);
        return failures.avoided()
                .map(reason -> {
                    LOG.warn("device=cpu {}", reason.describe());
                    return wanted.onCpu();
                })
                .orElse(wanted);
    }

    private static int threads(LabelerConfig.Labeler labeler) {
        return labeler.threads().orElse(Runtime.getRuntime().availableProcessors());
    }

    /** What inference requests may take, of a configuration that was checked. */
    static InferenceLimits limits(LabelerConfig.Labeler labeler, InferenceOptions options) {
        return new InferenceLimits(
                labeler.maxRequestImages(),
                labeler.maxRequestPixels(),
                labeler.maxRequests(),
                labeler.maxPixelsAtOnce(),
                options.threads(),
                labeler.requestPatience());
    }

    private static void requireRange(List<String> problems, String key, int value, int max) {
        if (value < 1 || value > max) {
            problems.add("noisystudent.labeler." + key + " is " + value + "; it must be 1 to " + max);
        }
    }
}
