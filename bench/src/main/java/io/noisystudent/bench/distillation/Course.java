package io.noisystudent.bench.distillation;

import io.noisystudent.bench.statistics.NotMeasuredException;
import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxReader;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Does lessons that are not finished yet, one after the other, in workers. */
public final class Course {
    private static final int TRIAL_STEPS = 7;

    private final Results results;
    private final Study study;
    private final StudyImages images;
    private final BenchWorkers workers;
    private final int threads;
    private final Map<String, Double> secondsOfStep = new HashMap<>();
    private final Map<String, Outcome> taken = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();

    /** @param directory of the results */
    public Course(Path directory, Study study, BenchWorkers workers, int threads) throws IOException {
        results = new Results(directory);
        this.study = study;
        images = new StudyImages(study);
        this.workers = workers;
        this.threads = threads;
    }

    /** Those of some lessons that are not finished. */
    public List<Lesson> open(List<Lesson> lessons) throws IOException {
        List<Lesson> open = new ArrayList<>();
        for (Lesson lesson : lessons) {
            if (results.find(lesson.id(), order(lesson, 0).fingerprint()).isEmpty()) {
                open.add(lesson);
            }
        }
        return open;
    }

    /** Seconds that some lessons will take, from steps that are timed now; PyTorch's are taken to be as fast as ours. */
    public double estimate(List<Lesson> lessons, List<Lesson> all) throws IOException {
        double seconds = 0;
        for (Lesson lesson : lessons) {
            int steps = lesson.steps(images.classes());
            seconds += steps == 0 ? 0 : steps * secondsOfStep(lesson, all);
        }
        return seconds;
    }

    private double secondsOfStep(Lesson lesson, List<Lesson> all) throws IOException {
        List<String> teachers = lesson.teachers().stream()
                .map(id -> all.stream()
                        .filter(other -> other.id().equals(id))
                        .map(other -> other.recipe().network())
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(id + " is no lesson of this part")))
                .toList();
        boolean isPair = lesson.kind() == Lesson.Kind.PAIR;
        String key = isPair ? lesson.name() : lesson.recipe().network() + teachers;
        Double known = secondsOfStep.get(key);
        if (known == null) {
            Lesson.Kind kind = isPair ? Lesson.Kind.PAIR : Lesson.Kind.OURS;
            Lesson trial = new Lesson("trial", kind, 1, lesson.recipe(), lesson.perClass(), teachers);
            known = ask(order(trial, TRIAL_STEPS))[0];
            secondsOfStep.put(key, known);
        }
        return known;
    }

    /** Does a lesson, unless it is finished; one that fails has no accuracy, and is done again by the next command. */
    public Outcome take(Lesson lesson) throws IOException {
        LessonOrder order = order(lesson, 0);
        String fingerprint = order.fingerprint();
        Outcome outcome;
        try {
            outcome = results.of(lesson.id(), fingerprint, () -> done(order, fingerprint));
        } catch (NotMeasuredException e) {
            failures.put(lesson.id(), String.valueOf(e.getMessage()));
            outcome = new Outcome(lesson.id(), fingerprint, Double.NaN, 0, List.of());
        }
        taken.put(lesson.id(), outcome);
        return outcome;
    }

    private Outcome done(LessonOrder order, String fingerprint) throws IOException {
        double[] found = order.lesson().kind() == Lesson.Kind.TORCH ? torch(order) : ask(order);
        return new Outcome(
                order.lesson().id(),
                fingerprint,
                found[0],
                found[1],
                Arrays.stream(found).skip(2).boxed().toList());
    }

    /** Why a lesson that was taken failed; empty if it did not. */
    public Optional<String> failure(Lesson lesson) {
        return Optional.ofNullable(failures.get(lesson.id()));
    }

    /** The outcome of a lesson that was taken. */
    public Outcome of(Lesson lesson) {
        return Optional.ofNullable(taken.get(lesson.id()))
                .orElseThrow(() -> new IllegalStateException(lesson.id() + " was not taken"));
    }

    private LessonOrder order(Lesson lesson, int steps) {
        return new LessonOrder(
                study, lesson, results.directory().resolve("networks").toString(), threads, steps);
    }

    private double[] ask(LessonOrder order) throws IOException {
        Path file = Files.createTempFile("lesson-", ".json");
        try {
            order.write(file);
            return workers.java().ask("lesson", encoded(file));
        } catch (NotMeasuredException e) {
            workers.endJava();
            throw e;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static String encoded(Path path) {
        return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8);
    }

    /** What {@code distillation.py} reads besides tensors. */
    private record TorchOrder(
            int threads,
            long seed,
            int batch,
            int epochs,
            double rate,
            double momentum,
            double decay,
            double warmup,
            int crop,
            double hard,
            ObjectiveTerm soft) {
        static TorchOrder of(Lesson lesson, int threads) {
            Recipe recipe = lesson.recipe();
            return new TorchOrder(
                    threads,
                    lesson.seed(),
                    recipe.batchSize(),
                    recipe.epochs(),
                    recipe.optimizer().learningRate(),
                    recipe.optimizer().momentum(),
                    recipe.optimizer().weightDecay(),
                    recipe.optimizer().warmup(),
                    recipe.noise().crop(),
                    weight(recipe, ObjectiveTerm.CrossEntropy.class).weight().at(0),
                    weight(recipe, Distillation.SoftTargets.class));
        }

        private static ObjectiveTerm weight(Recipe recipe, Class<? extends ObjectiveTerm> kind) {
            return recipe.objectiveTerms().stream()
                    .filter(kind::isInstance)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private double[] torch(LessonOrder order) throws IOException {
        Lesson lesson = order.lesson();
        Path directory = Files.createDirectories(results.directory().resolve("pytorch"));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        put(tensors, "student/", LessonRun.initial(lesson, images));
        put(tensors, "teacher/", OnnxReader.read(order.network(lesson.teachers().get(0))));
        put(tensors, images.labeled(lesson.perClass()), "images", "labels");
        put(tensors, images.test(), "test", "test-labels");
        TensorFile.write(directory.resolve("input.tensors"), tensors);
        LessonOrder.JSON.writeValue(directory.resolve("order.json").toFile(), TorchOrder.of(lesson, threads));
        return Arrays.copyOf(workers.python().ask("distill", encoded(directory)), 2);
    }

    private static void put(Map<String, Tensor> tensors, String prefix, Graph graph) {
        graph.initializers().forEach((name, value) -> {
            if (value.type() == ElementType.FLOAT) {
                tensors.put(prefix + name, value);
            }
        });
    }

    private void put(Map<String, Tensor> tensors, LabeledSamples samples, String name, String labels) {
        ByteBuffer pixels = ByteBuffer.allocate(samples.size() * images.shape().bytes());
        float[] classes = new float[samples.size()];
        for (int i = 0; i < classes.length; i++) {
            samples.images().read(i, pixels);
            classes[i] = samples.labels()[i];
        }
        long[] dims = {
            classes.length, study.side(), study.side(), images.shape().channels()
        };
        tensors.put(name, Tensor.ofBytes(ElementType.UINT8, dims, pixels.flip()));
        tensors.put(labels, Tensor.vector(classes));
    }
}
