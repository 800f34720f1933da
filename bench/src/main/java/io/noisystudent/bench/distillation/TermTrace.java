package io.noisystudent.bench.distillation;

import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.graph.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Losses and gradients of a training with one term, step after step.
 *
 * <p>It is the training of every recipe: teachers in the loop, the term as the recipe makes it, the optimizer. The
 * gradients are read from the checkpoints that it writes after each step, from the optimizer's velocities.
 *
 * @param losses of the forward pass of each step; the first step moves no weight
 * @param gradients of each step by the names of the weights, those of a term's own after {@code regressor/}, and those of
 *     networks that are trained along after {@code member-1/} and so on
 * @param rates of the optimizer
 * @param regressor weights of the term's own before the first step that moves them
 */
public record TermTrace(
        List<Double> losses, List<Map<String, float[]>> gradients, List<Double> rates, Map<String, Tensor> regressor) {
    static final double MOMENTUM = 0.9;
    /** One that moves nothing, ten, and the forward pass after them. */
    static final int STEPS = 12;

    private static final String VELOCITY = "optimizer/velocity/";
    private static final String OWN = "objective/";

    /**
     * Takes one.
     *
     * @param directory for files that are not needed afterwards
     */
    public static TermTrace of(TermSetting setting, TermCase term, TrainingOptions options, Path directory) {
        Recorder recorder = new Recorder(directory.resolve("checkpoint.tensors"));
        new Training().run(setting.students(term.term(), STEPS), setting.data(), options, recorder, recorder);
        return new TermTrace(recorder.losses, recorder.gradients, recorder.rates, recorder.regressor);
    }

    /** Reads one that the other side wrote. */
    static TermTrace read(Path file) throws IOException {
        Map<String, Tensor> tensors = TensorFile.read(file);
        List<Double> losses = new ArrayList<>();
        for (float loss : named(tensors, "losses").floats()) {
            losses.add((double) loss);
        }
        List<Map<String, float[]>> gradients = new ArrayList<>();
        for (int step = 0; step < losses.size(); step++) {
            String prefix = step + "/";
            Map<String, float[]> ofStep = new LinkedHashMap<>();
            tensors.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    ofStep.put(name.substring(prefix.length()), value.floats());
                }
            });
            gradients.add(ofStep);
        }
        return new TermTrace(losses, gradients, List.of(), Map.of());
    }

    private static Tensor named(Map<String, Tensor> tensors, String name) throws IOException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IOException("there is no tensor " + name);
        }
        return tensor;
    }

    /** Epochs of one step: a checkpoint after each, and a loss that is read. */
    private static final class Recorder implements TrainingListener, Checkpoints {
        private final Path file;
        private final List<Double> losses = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private final List<Map<String, float[]>> gradients = new ArrayList<>();
        private final Map<String, Tensor> regressor = new LinkedHashMap<>();
        private Map<String, float[]> velocities = Map.of();

        Recorder(Path file) {
            this.file = file;
        }

        @Override
        public void stepped(StepReport report) {
            losses.add(report.loss());
            rates.add(report.learningRate());
        }

        @Override
        public Optional<Position> restore(Function<Path, Optional<Position>> reader) {
            return Optional.empty();
        }

        @Override
        public void epochEnded(int steps, Consumer<Path> writer) {
            writer.accept(file);
            try {
                read(TensorFile.read(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void read(Map<String, Tensor> state) {
            Map<String, float[]> present = new LinkedHashMap<>();
            Map<String, float[]> ofStep = new LinkedHashMap<>();
            state.forEach((name, value) -> {
                if (name.contains(VELOCITY)) {
                    String own = afterTerm(name.replace(VELOCITY, ""));
                    float[] velocity = value.floats();
                    present.put(own, velocity);
                    ofStep.put(own, gradient(velocity, velocities.get(own)));
                } else if (name.startsWith(OWN) && velocities.isEmpty()) {
                    regressor.put(afterTerm(name.substring(OWN.length())), value);
                }
            });
            velocities = present;
            gradients.add(ofStep);
        }

        /** {@code 0-hint/regressor0.conv.weight} is the only pair's {@code conv.weight}. */
        private static String afterTerm(String name) {
            return name.replaceFirst("^\\d+-[a-z-]+/regressor0\\.", "regressor/");
        }

        /** What was added to the velocity. */
        private static float[] gradient(float[] velocity, float @Nullable [] before) {
            float[] gradient = velocity.clone();
            for (int i = 0; before != null && i < gradient.length; i++) {
                gradient[i] = (float) (velocity[i] - MOMENTUM * before[i]);
            }
            return gradient;
        }
    }
}
