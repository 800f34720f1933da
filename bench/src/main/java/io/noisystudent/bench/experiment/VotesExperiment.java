package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.SoftLabels;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.learning.votes.Ballots;
import io.noisystudent.learning.votes.DawidSkene;
import io.noisystudent.learning.votes.MajorityVote;
import io.noisystudent.learning.votes.MeanVote;
import io.noisystudent.learning.votes.VoteRule;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What weighing votes gains where some annotators are bad; on one thread in float32, so that it gives the same again. */
@Command(
        name = "votes",
        description = "Trains the first network of a pipeline.yaml on digits that planted annotators labeled, with the"
                + " majority, the mean and Dawid-Skene of their votes, and with the true classes.",
        mixinStandardHelpOptions = true)
final class VotesExperiment implements Callable<Integer> {
    private static final int CLASSES = 10;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ExperimentOptions options = new ExperimentOptions();

    @Mixin
    private DigitOptions digits = new DigitOptions();

    @Option(
            names = "--annotators",
            split = ",",
            defaultValue = "0.95,0.9,0.7,guess,next",
            description = "Who votes: an accuracy, 'guess' for any class, 'next' for the class after the true one, or"
                    + " 'says-1' for class 1 whatever the image is; default ${DEFAULT-VALUE}.")
    private List<String> annotators = List.of();

    @Option(names = "--votes", defaultValue = "3", description = "Votes on each image; default ${DEFAULT-VALUE}.")
    private int votes;

    @Override
    public Integer call() {
        LabeledSamples all = digits.read();
        DrawnDigits drawn = DrawnDigits.of(all, options.labelsPerClass, CLASSES, options.seed);
        PrintWriter out = command.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "seed %d, %d images, %d votes on each by %s%n",
                options.seed,
                drawn.labeled().size(),
                votes,
                annotators);
        row(out, "labels", "right", "probability of the true class", "test accuracy");
        Ballots ballots = new PlantedAnnotators(annotators, CLASSES)
                .vote(drawn.labeled().labels(), votes, new SplittableRandom(options.seed));
        rules().forEach((name, rule) -> report(out, name, drawn, rule.targets(ballots)));
        int[] truth = drawn.labeled().labels();
        report(out, "true classes", drawn, (image, target) -> {
            IntStream.range(0, target.length).forEach(k -> target[k] = k == truth[image] ? 1 : 0);
        });
        return 0;
    }

    private static Map<String, VoteRule> rules() {
        Map<String, VoteRule> rules = new LinkedHashMap<>();
        rules.put("majority", new MajorityVote());
        rules.put("mean", new MeanVote());
        rules.put("dawid-skene", DawidSkene.DEFAULT);
        rules.put("the same of 1979", new DawidSkene(0, 0, 0, 100, 1e-6));
        return rules;
    }

    private void report(PrintWriter out, String name, DrawnDigits drawn, SoftLabels targets) {
        int[] truth = drawn.labeled().labels();
        int[] best = new int[truth.length];
        float[] target = new float[CLASSES];
        double right = 0;
        double probability = 0;
        for (int image = 0; image < truth.length; image++) {
            targets.read(image, target);
            best[image] = Targets.argmax(target);
            right += best[image] == truth[image] ? 1 : 0;
            probability += target[truth[image]];
        }
        LabeledSamples learned = new LabeledSamples(drawn.labeled().images(), best, targets);
        row(
                out,
                name,
                percent(right / truth.length),
                percent(probability / truth.length),
                percent(accuracy(learned, drawn)));
    }

    private double accuracy(LabeledSamples learned, DrawnDigits drawn) {
        Recipe recipe = options.pipeline().recipe(0);
        Graph initial = Networks.build(
                recipe.network(),
                learned.images().shape(),
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList(),
                options.seed);
        return new Training()
                .run(
                        initial,
                        TrainingData.of(learned).evaluatedOn(drawn.test()),
                        recipe,
                        new TrainingOptions(options.seed, 1, 1, Precision.FP32),
                        TrainingListener.NONE)
                .statistics()
                .heldOutAccuracy()
                .orElseThrow();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static void row(PrintWriter out, String... cells) {
        out.println("| " + String.join(" | ", cells) + " |");
        out.flush();
    }
}
