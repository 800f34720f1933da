package io.noisystudent.bench.worker;

import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.checkpoint.Position;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;

import static java.util.Objects.requireNonNull;

/** A training that is ended between two checkpoints and goes on, elsewhere, against the same without interruption. */
final class ResumedTraining {
    private static final int EPOCHS = 3;

    private final TrainingOrder order;
    private final Graph initial;
    private final TrainingData data;
    private final Compute compute;

    private ResumedTraining(TrainingOrder order) {
        this.order = order;
        initial = Networks.build(order.network(), order.shape(), Pictures.classes(), 1);
        int images = order.steps() / EPOCHS * order.batch();
        data = TrainingData.of(Photographs.invented(order.shape(), images));
        compute = order.compute(true);
    }

    /**
     * Trains with deterministic algorithms until the last step, which is not taken, and leaves the last checkpoint in a
     * file.
     *
     * @return at which step that was
     */
    static double[] interrupt(TrainingOrder order, Path file) {
        int last = order.steps() - 1;
        KeptFile kept = new KeptFile(file, false);
        try {
            new ResumedTraining(order).run(new EndedBefore(last), kept);
        } catch (CancellationException e) {
            return new double[] {kept.written};
        }
        throw new IllegalStateException("the training was not ended before step " + last);
    }

    /**
     * With deterministic algorithms: how many values of weights and statistics differ between two uninterrupted trainings,
     * and between the first and the one that goes on from a file; the step at which that went on; and how many values the
     * training changed at all.
     */
    static double[] take(TrainingOrder order, Path file) {
        ResumedTraining training = new ResumedTraining(order);
        KeptFile kept = new KeptFile(file, true);
        Graph resumed = training.run(TrainingListener.NONE, kept);
        Graph whole = training.run(TrainingListener.NONE, Checkpoints.NONE);
        Graph again = training.run(TrainingListener.NONE, Checkpoints.NONE);
        return new double[] {
            differing(whole, again), differing(whole, resumed), kept.restored, differing(training.initial, whole)
        };
    }

    private Graph run(TrainingListener listener, Checkpoints checkpoints) {
        return new Training()
                .run(
                        initial,
                        data,
                        order.recipe(order.steps()),
                        new TrainingOptions(1, compute, order.loaders()),
                        listener,
                        checkpoints)
                .graph();
    }

    /** Values whose bits differ. */
    static long differing(Graph one, Graph other) {
        long count = 0;
        for (Map.Entry<String, Tensor> initializer : one.initializers().entrySet()) {
            Tensor value = initializer.getValue();
            if (value.type() == ElementType.FLOAT) {
                float[] ours = value.floats();
                float[] theirs = requireNonNull(other.initializers().get(initializer.getKey()))
                        .floats();
                for (int i = 0; i < ours.length; i++) {
                    count += Float.floatToRawIntBits(ours[i]) == Float.floatToRawIntBits(theirs[i]) ? 0 : 1;
                }
            }
        }
        return count;
    }

    private static final class EndedBefore implements TrainingListener {
        private final int step;
        private int asked;

        EndedBefore(int step) {
            this.step = step;
        }

        @Override
        public boolean isCancelled() {
            return asked++ == step;
        }

        @Override
        public void stepped(StepReport report) {
            // It is asked before each step.
        }
    }

    /** The newest checkpoint in a file. */
    private static final class KeptFile implements Checkpoints {
        private final Path file;
        private final boolean isRead;
        private int restored;
        private int written;

        /** @param isRead whether there is one already */
        KeptFile(Path file, boolean isRead) {
            this.file = file;
            this.isRead = isRead;
        }

        @Override
        public Optional<Position> restore(Function<Path, Optional<Position>> reader) {
            Optional<Position> position = isRead ? reader.apply(file) : Optional.empty();
            restored = position.map(Position::steps).orElse(0);
            return position;
        }

        @Override
        public void epochEnded(int steps, Consumer<Path> writer) {
            writer.accept(file);
            written = steps;
        }
    }
}
