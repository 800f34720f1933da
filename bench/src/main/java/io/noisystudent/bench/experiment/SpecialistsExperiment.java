package io.noisystudent.bench.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.bench.statistics.MeanInterval;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A generalist, its specialists, and an ensemble of equal cost, on drawn glyphs; float32, a core for each training. */
@Command(
        name = "specialists",
        description =
                "Trains a generalist on drawn classes in confusable pairs, specialists from its weights, and an ensemble"
                        + " in as many steps as all of these together (Hinton, Vinyals, Dean 2015, section 5). Networks"
                        + " are kept in --results: the same command goes on where it was stopped.",
        mixinStandardHelpOptions = true)
final class SpecialistsExperiment implements Callable<Integer> {
    private static final ObjectMapper JSON = JsonMapper.create();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--classes", defaultValue = "100", description = "Two in a pair; default ${DEFAULT-VALUE}.")
    private int classes;

    @Option(names = "--specialists", defaultValue = "8", description = "Default ${DEFAULT-VALUE}.")
    private int specialists;

    @Option(
            names = "--images",
            defaultValue = "60",
            description =
                    "Labeled ones of each class; default ${DEFAULT-VALUE}. As many are unlabeled, half as many test.")
    private int images;

    @Option(names = "--size", defaultValue = "16", description = "Side of the images; default ${DEFAULT-VALUE}.")
    private int size;

    @Option(names = "--network", defaultValue = "small-cnn", description = "Default ${DEFAULT-VALUE}.")
    private String network = "";

    @Option(
            names = "--steps",
            defaultValue = "1500",
            description = "Of the generalist, with 64 images each; default ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--specialist-steps",
            defaultValue = "375",
            description = "Of each specialist; default ${DEFAULT-VALUE}.")
    private int specialistSteps;

    @Option(names = "--rate", defaultValue = "0.05", description = "Peak learning rate; default ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "1,2,3",
            description = "Of glyphs, images, weights and clusters, all drawn from each; default ${DEFAULT-VALUE}.")
    private List<Long> seeds = List.of();

    @Option(names = "--parallel", defaultValue = "1", description = "Trainings at a time; default ${DEFAULT-VALUE}.")
    private int parallel;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = "specialists-results",
            description = "Directory of networks and of report.json; default ${DEFAULT-VALUE}.")
    private Path results = Path.of("");

    /**
     * A row over all seeds.
     *
     * @param accuracy in percent, and its interval over seeds
     * @param aboveGeneralist points above the generalist of the same seed
     * @param aboveEnsemble points above the ensemble of the same seed
     */
    record Summary(String name, MeanInterval accuracy, MeanInterval aboveGeneralist, MeanInterval aboveEnsemble) {}

    private record Report(SpecialistsSettings settings, List<SpecialistsOutcome> seeds, List<Summary> rows) {}

    @Override
    public Integer call() throws IOException {
        if (parallel < 1 || seeds.isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--parallel, --seeds",
                    parallel + " trainings at a time, seeds " + seeds + "; give at least one of each");
        }
        SpecialistsSettings settings =
                new SpecialistsSettings(network, classes, specialists, images, size, steps, specialistSteps, rate);
        PrintWriter out = command.commandLine().getOut();
        out.println(settings);
        List<SpecialistsOutcome> outcomes = new ArrayList<>();
        for (long seed : seeds) {
            SpecialistsOutcome outcome = new SpecialistsRun(settings, seed, results, parallel).run();
            outcomes.add(outcome);
            print(out, outcome);
            out.flush();
        }
        List<Summary> summaries = summaries(outcomes);
        print(out, summaries);
        Report report = new Report(settings, outcomes, summaries);
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(results.resolve("report.json").toFile(), report);
        return 0;
    }

    private static void print(PrintWriter out, SpecialistsOutcome outcome) {
        out.printf(
                Locale.ROOT,
                "seed %d: classes of specialists %s, pairs together %d%n",
                outcome.seed(),
                outcome.clusters().stream().map(List::size).toList(),
                outcome.pairsTogether());
        out.println("| | accuracy | taken for the partner | above the generalist | networks | steps |");
        for (SpecialistsOutcome.Row row : outcome.rows()) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %.1f %% | %.1f %% | %s | %d | %d |%n",
                    row.name(),
                    row.accuracy(),
                    row.mistakenForPartner(),
                    text(row.aboveGeneralist()),
                    row.networks(),
                    row.trainedSteps());
        }
    }

    /** By place, since a seed may have fewer specialists than another. */
    private static List<Summary> summaries(List<SpecialistsOutcome> outcomes) {
        double[] generalist = each(outcomes, outcome -> outcome.rows().get(0).accuracy());
        double[] ensemble = each(outcomes, outcome -> outcome.rows().get(2).accuracy());
        List<Summary> summaries = new ArrayList<>();
        for (int row = 0; row < outcomes.get(0).rows().size(); row++) {
            int place = row;
            double[] values =
                    each(outcomes, outcome -> outcome.rows().get(place).accuracy());
            summaries.add(new Summary(
                    outcomes.get(0).rows().get(row).name(),
                    MeanInterval.of(values),
                    MeanInterval.paired(values, generalist),
                    MeanInterval.paired(values, ensemble)));
        }
        return summaries;
    }

    private static double[] each(List<SpecialistsOutcome> outcomes, ToDoubleFunction<SpecialistsOutcome> value) {
        return outcomes.stream().mapToDouble(value).toArray();
    }

    private static void print(PrintWriter out, List<Summary> summaries) {
        out.println("| all seeds | accuracy | above the generalist | above the ensemble |");
        for (Summary summary : summaries) {
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |%n",
                    summary.name(),
                    text(summary.accuracy()),
                    text(summary.aboveGeneralist()),
                    text(summary.aboveEnsemble()));
        }
        out.flush();
    }

    private static String text(MeanInterval interval) {
        return String.format(Locale.ROOT, "%.1f [%.1f, %.1f]", interval.mean(), interval.low(), interval.high());
    }
}
