package io.noisystudent.bench.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.distillation.ClassBias;
import io.noisystudent.learning.distillation.ClassErrors;
import io.noisystudent.learning.distillation.OmittedClasses;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a student knows of a digit that it was never shown; on one thread in float32, so that it gives the same again. */
@Command(
        name = "missing-digit",
        description =
                "Trains a teacher on all digits, and on the images of all but one the student, with the teacher in every step"
                        + " and on the labels alone (Hinton, Vinyals, Dean 2015, section 3). Reports what each knows of that"
                        + " digit, before and after the bias of its logit is corrected on validation images.",
        mixinStandardHelpOptions = true)
final class MissingDigitExperiment implements Callable<Integer> {
    private static final int CLASSES = 10;
    private static final ObjectMapper JSON = JsonMapper.create();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Mixin
    private DigitOptions digits = new DigitOptions();

    @Option(names = "--missing", defaultValue = "3", description = "The digit; default ${DEFAULT-VALUE}.")
    private int missing;

    @Option(
            names = "--validation",
            defaultValue = "1000",
            description = "Images to choose the bias by, which no training sees; default ${DEFAULT-VALUE}.")
    private int validation;

    @Option(names = "--report", paramLabel = "FILE", description = "The same as JSON.")
    private @Nullable Path report;

    /**
     * On test images.
     *
     * @param bias that was added to the logit of the missing digit
     * @param errors among all
     * @param errorsOfMissing images of the missing digit that were taken for another
     * @param takenForMissing images of other digits that were taken for it
     */
    record Row(String name, double bias, int errors, int errorsOfMissing, int takenForMissing) {}

    private record Report(
            long seed, int missing, int transferImages, int tested, int testedOfMissing, List<Row> rows) {}

    @Override
    public Integer call() throws IOException {
        PipelineConfig pipeline = options.pipeline();
        requireOptions(pipeline);
        DrawnDigits drawn = DrawnDigits.of(digits.read(), options.labelsPerClass, CLASSES, options.seed);
        requireValidation(drawn);
        LabeledSamples chosenBy =
                drawn.unlabeled().selected(IntStream.range(0, validation).toArray());
        LabeledSamples transfer = new OmittedClasses(Set.of(missing)).leave(drawn.labeled());
        Graph teacher = train(pipeline.recipe(0), TrainingData.of(drawn.labeled()));
        Graph distilled = train(pipeline.recipe(1), TrainingData.of(transfer).taughtBy(teacher));
        Graph alone = train(pipeline.recipe(2), TrainingData.of(transfer));
        List<Row> rows = new ArrayList<>();
        rows.add(row("teacher, which saw it", teacher, 0, drawn.test()));
        rows.addAll(rows("distilled without it", distilled, chosenBy, drawn.test()));
        rows.addAll(rows("labels alone without it", alone, chosenBy, drawn.test()));
        print(new Report(options.seed, missing, transfer.size(), drawn.test().size(), count(drawn.test()), rows));
        return 0;
    }

    private void requireOptions(PipelineConfig pipeline) {
        if (missing < 0 || missing >= CLASSES || validation < 1) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--missing, --validation",
                    "digit " + missing + ", " + validation + " images; give a digit, and one image at least");
        }
        if (pipeline.recipes().size() < 3) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "recipes",
                    pipeline.recipes().size() + " recipes; give the teacher's, the student's with a teacher, and the"
                            + " student's on labels alone");
        }
    }

    private void requireValidation(DrawnDigits drawn) {
        if (drawn.unlabeled().size() < validation) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--validation",
                    drawn.unlabeled().size() + " images are neither labeled nor tested, fewer than " + validation
                            + "; give a smaller number, or fewer --labels");
        }
    }

    private int count(LabeledSamples samples) {
        return (int) IntStream.of(samples.labels()).filter(k -> k == missing).count();
    }

    private Graph train(Recipe recipe, TrainingData data) {
        List<String> classes =
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
        Graph initial = Networks.build(recipe.network(), data.labeled().images().shape(), classes, options.seed);
        return new Training()
                .run(
                        initial,
                        data,
                        recipe,
                        new TrainingOptions(options.seed, 1, 1, Precision.FP32),
                        TrainingListener.NONE)
                .graph();
    }

    private List<Row> rows(String name, Graph student, LabeledSamples chosenBy, LabeledSamples test) {
        double bias = ClassBias.of(Predictions.logits(student, chosenBy.images()), chosenBy.labels(), missing);
        return List.of(row(name, student, 0, test), row(name + ", corrected", student, bias, test));
    }

    private Row row(String name, Graph graph, double bias, LabeledSamples test) {
        ClassErrors errors = ClassErrors.of(Predictions.logits(graph, test.images()), test.labels(), missing, bias);
        return new Row(name, bias, errors.all(), errors.missed(), errors.mistaken());
    }

    private void print(Report found) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "seed %d, without the digit %d: %d images to learn from, %d to test, of which %d are that digit%n",
                found.seed(),
                found.missing(),
                found.transferImages(),
                found.tested(),
                found.testedOfMissing());
        out.println("| | bias | errors | of the missing digit | taken for it |");
        for (Row row : found.rows()) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %d | %d | %d |%n",
                    row.name(),
                    row.bias(),
                    row.errors(),
                    row.errorsOfMissing(),
                    row.takenForMissing());
        }
        out.flush();
        if (report != null) {
            JSON.writerWithDefaultPrettyPrinter().writeValue(report.toFile(), found);
        }
    }
}
