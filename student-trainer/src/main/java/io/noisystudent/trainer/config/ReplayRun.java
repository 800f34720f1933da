package io.noisystudent.trainer.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.kafka.log.LogRangeReader;
import io.noisystudent.learning.torch.DeviceChoice;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.service.start.ExitStatus;
import io.noisystudent.trainer.training.Replay;
import io.noisystudent.trainer.training.Replay.Comparison;
import io.smallrye.config.SmallRyeConfig;
import java.io.PrintStream;
import java.util.Map;

/** {@code replay VERSION}: trains a version again and compares; the service does not start. */
final class ReplayRun {
    private static final int STEPS_PER_LINE = 100;
    private static final int DIFFERENT = 1;

    private final SmallRyeConfig settings;
    private final PrintStream out;

    ReplayRun(SmallRyeConfig settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Exit status 0 if every weight is the same again, those of the cohort too, 1 if it is not, 2 if it cannot be trained
     * again.
     */
    int run(String version) {
        TrainerConfig config = settings.getConfigMapping(TrainerConfig.class);
        try {
            PipelineConfig pipeline =
                    PipelineConfigReader.read(config.pipeline().file(), Networks::isKnown);
            ModelRef model = new ModelRef(pipeline.name(), number(version));
            Map<String, Object> kafka = KafkaProperties.of(settings);
            Replay replay = new Replay(
                    new RegistryClient(
                            config.registry().address(), config.signing().rule()),
                    pipeline,
                    (range, handler) -> {
                        try (LogRangeReader reader = new LogRangeReader(kafka, LogRangeReader.PATIENCE)) {
                            reader.read(range, handler);
                        }
                    },
                    config.trainer().cacheDirectory(),
                    DeviceChoice.named(config.trainer().device()).orElseThrow());
            return replay.run(model, progress()).entrySet().stream()
                    .mapToInt(found -> tell(found.getKey(), found.getValue()))
                    .max()
                    .orElseThrow();
        } catch (NoisyStudentException e) {
            out.println(e.describe());
            return ExitStatus.REFUSED;
        }
    }

    /** 0, which no version has, for what is no number. */
    private static int number(String version) {
        return version.matches("[0-9]{1,9}") ? Integer.parseInt(version) : 0;
    }

    private TrainingListener progress() {
        return report -> {
            if (report.step() % STEPS_PER_LINE == 0 || report.step() == report.steps()) {
                out.printf("step %d of %d%n", report.step(), report.steps());
            }
        };
    }

    private int tell(ModelRef model, Comparison found) {
        found.otherDevice()
                .ifPresent(difference ->
                        out.printf("The last bits of the weights may differ because of the device: %s.%n", difference));
        if (found.identical()) {
            out.printf("%s was trained again: the file is identical, %d tensors.%n", model, found.tensors());
            return ExitStatus.DONE;
        }
        if (found.different() == 0) {
            out.printf(
                    "%s was trained again: all %d tensors are identical; only what the file says about them differs.%n",
                    model, found.tensors());
            return ExitStatus.DONE;
        }
        out.printf(
                "%s was trained again: the file differs; %d of %d tensors are others, the largest difference is %.3g.%n",
                model, found.different(), found.tensors(), found.largest());
        return DIFFERENT;
    }
}
