package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.launcher.console.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Averages versions of a running pipeline, as a version of its own. */
@Command(
        name = "ensemble",
        mixinStandardHelpOptions = true,
        description = {
            "Average versions of a running pipeline, as a version of its own: one ONNX file that gives the mean of their predictions.",
            "It is evaluated beside the teacher, and the gate decides about it, as about a student."
        })
final class EnsembleCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "VERSION",
            description = "Numbers of versions, two or more; the command models lists them.")
    private List<Integer> versions = new ArrayList<>();

    @Option(
            names = "--average",
            paramLabel = "WHAT",
            defaultValue = "probabilities",
            converter = AverageConverter.class,
            description = "What is averaged, probabilities or log-probabilities (default: ${DEFAULT-VALUE}).")
    private Average average = Average.PROBABILITIES;

    @Mixin
    private TeacherOption teacher = new TeacherOption();

    EnsembleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        JsonNode generation =
                teacher.client().post("/ensembles", Map.of("versions", versions, "average", average.name()));
        JsonNode plan = generation.path("plan");
        terminal.line(
                "Generation %s averages the %s of the versions %s.",
                plan.path("id").asText(),
                words(average),
                String.join(", ", versions.stream().map(String::valueOf).toList()));
        terminal.line("'./noisy-student status' says what the gate decides, 'models' lists the version.");
        return 0;
    }

    private static String words(Average average) {
        return average.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As in {@code log-probabilities}. */
    private static final class AverageConverter implements ITypeConverter<Average> {
        @Override
        public Average convert(String text) {
            for (Average average : Average.values()) {
                if (words(average).equals(text)) {
                    return average;
                }
            }
            throw new TypeConversionException("'" + text + "' is neither probabilities nor log-probabilities");
        }
    }
}
