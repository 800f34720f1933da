package io.noisystudent.bench.experiment;

import io.noisystudent.bench.glyph.GlyphPairs;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.specialist.ClassClusters;
import io.noisystudent.learning.specialist.PredictionCovariance;
import io.noisystudent.learning.specialist.SpecialistClasses;
import io.noisystudent.learning.specialist.SpecialistSamples;
import io.noisystudent.learning.specialist.SpecialistStart;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.combine.EnsembleGraph;
import io.noisystudent.networks.combine.EnsembleMember;
import io.noisystudent.networks.combine.SpecialistMember;
import io.noisystudent.networks.combine.SpecialistsGraph;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The experiment with one seed, of which glyphs, images, initial weights, order and clusters are a function.
 *
 * <p>The classes of specialists come from predictions on images that no training sees; labels are not read for them.
 */
final class SpecialistsRun {
    private static final long SEEDS = 1000;

    private final SpecialistsSettings settings;
    private final long seed;
    private final KeptNetworks kept;
    private final int parallel;
    private final GlyphPairs glyphs;
    private final LabeledSamples labeled;
    private final LabeledSamples unlabeled;
    private final LabeledSamples test;

    /** @param parallel trainings at a time, on a core each; the result does not depend on them */
    SpecialistsRun(SpecialistsSettings settings, long seed, Path directory, int parallel) {
        this.settings = settings;
        this.seed = seed;
        this.parallel = parallel;
        kept = new KeptNetworks(directory.resolve("seed-" + seed), settings + " " + seed);
        glyphs = new GlyphPairs(settings.classes(), settings.size(), seed(0));
        labeled = glyphs.images(settings.images(), seed(1));
        unlabeled = glyphs.images(settings.images(), seed(2));
        test = glyphs.images(settings.testImages(), seed(3));
    }

    private long seed(int place) {
        return seed * SEEDS + place;
    }

    SpecialistsOutcome run() {
        Graph generalist = kept.of("generalist", () -> member(0));
        List<SpecialistClasses> known = clusters(generalist);
        List<SpecialistMember> specialists = inParallel(IntStream.range(0, known.size())
                .mapToObj(m -> (Callable<SpecialistMember>) () -> specialist(m, generalist, known.get(m)))
                .toList());
        int count = settings.members(specialists.size());
        List<Graph> members = inParallel(IntStream.range(0, count)
                .mapToObj(i ->
                        (Callable<Graph>) () -> i == 0 ? generalist : kept.of("member-" + (i + 1), () -> member(i)))
                .toList());
        return outcome(generalist, specialists, members);
    }

    private Graph member(int i) {
        Recipe recipe = settings.ofGeneralist();
        Graph initial = Networks.build(recipe.network(), labeled.images().shape(), glyphs.classes(), seed(10 + i));
        return train(initial, labeled, recipe, seed(10 + i));
    }

    private List<SpecialistClasses> clusters(Graph generalist) {
        PredictionCovariance covariance = new PredictionCovariance(settings.classes());
        for (float[] row : Predictions.of(generalist, unlabeled.images(), InferenceOptions.defaults())) {
            covariance.add(row);
        }
        return ClassClusters.of(covariance, settings.specialists(), seed(4));
    }

    private SpecialistMember specialist(int m, Graph generalist, SpecialistClasses known) {
        SpecialistSamples samples = SpecialistSamples.of(labeled, known);
        Recipe recipe = settings.ofSpecialist();
        Graph trained = kept.of("specialist-" + (m + 1), () -> {
            Graph fresh = Networks.build(
                    recipe.network(), labeled.images().shape(), known.names(glyphs.classes()), seed(100 + m));
            return train(SpecialistStart.of(fresh, generalist, known), samples.samples(), recipe, seed(100 + m));
        });
        return new SpecialistMember("s" + (m + 1), trained, known.known(), samples.dustbinCorrection());
    }

    private static Graph train(Graph initial, LabeledSamples samples, Recipe recipe, long seed) {
        return new Training()
                .run(
                        initial,
                        TrainingData.of(samples),
                        recipe,
                        new TrainingOptions(seed, 1, 1, Precision.FP32),
                        TrainingListener.NONE)
                .graph();
    }

    private <T> List<T> inParallel(List<Callable<T>> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private SpecialistsOutcome outcome(Graph generalist, List<SpecialistMember> specialists, List<Graph> members) {
        Graph combined = kept.of(
                "generalist-and-specialists",
                () -> SpecialistsGraph.of(
                        "generalist and " + specialists.size() + " specialists",
                        new EnsembleMember("g", generalist),
                        specialists,
                        labeled.images().shape(),
                        glyphs.classes()));
        Graph ensemble = kept.of(
                "ensemble",
                () -> EnsembleGraph.of(
                        "ensemble of " + members.size(),
                        IntStream.range(0, members.size())
                                .mapToObj(i -> new EnsembleMember("m" + (i + 1), members.get(i)))
                                .toList(),
                        Average.PROBABILITIES,
                        labeled.images().shape(),
                        glyphs.classes()));
        int[] alone = best(generalist);
        List<SpecialistsOutcome.Row> rows = new ArrayList<>();
        rows.add(row("generalist", 1, settings.steps(), alone, alone));
        rows.add(row(
                "generalist and " + specialists.size() + " specialists",
                1 + specialists.size(),
                settings.steps() + (long) specialists.size() * settings.specialistSteps(),
                best(combined),
                alone));
        rows.add(row(
                "ensemble of " + members.size(),
                members.size(),
                (long) members.size() * settings.steps(),
                best(ensemble),
                alone));
        List<List<Integer>> clusters =
                specialists.stream().map(SpecialistMember::classes).toList();
        return new SpecialistsOutcome(seed, clusters, together(clusters), rows);
    }

    private SpecialistsOutcome.Row row(String name, int networks, long steps, int[] best, int[] generalist) {
        return SpecialistsOutcome.Row.of(name, networks, steps, best, generalist, test.labels());
    }

    private int[] best(Graph graph) {
        return Predictions.best(Predictions.of(graph, test.images(), InferenceOptions.defaults()));
    }

    private static int together(List<List<Integer>> clusters) {
        return (int) clusters.stream()
                .flatMap(own -> own.stream().filter(k -> k % 2 == 0 && own.contains(GlyphPairs.partner(k))))
                .count();
    }
}
