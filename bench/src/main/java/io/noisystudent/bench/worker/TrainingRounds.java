package io.noisystudent.bench.worker;

import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.Stopwatch;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** Rounds of real trainings, from the end of one step to the end of a later one. */
final class TrainingRounds {
    private static final int IMAGES = 1024;
    private static final int WARM_UP = 2;
    /** A card's libraries choose their algorithms in the first steps. */
    private static final int FEWEST_ON_CARD = 10;

    private final Map<ImageShape, LabeledSamples> data = new HashMap<>();

    Measurement take(TrainingOrder order) {
        Graph graph = Networks.build(order.network(), order.shape(), Pictures.classes(), 1);
        Compute opened = order.compute(false);
        boolean hasInput = order.noise() != TrainingOrder.Kind.RESIDENT;
        Compute compute = hasInput ? opened : ResidentBatches.on(opened);
        // The loaders' first batches are ready at about the same time, and would hide that they are too slow.
        int warmUp = compute.isHost() ? WARM_UP : Math.max(FEWEST_ON_CARD, order.loaders());
        // Steps after the measured ones, so that the loaders prepare as many batches meanwhile as are consumed.
        int tail = hasInput ? 1 + 2 * order.loaders() : 1;
        int steps = warmUp + order.steps() + tail;
        Window window = new Window(compute, warmUp, order);
        LabeledSamples images = data.computeIfAbsent(order.shape(), shape -> Photographs.invented(shape, IMAGES));
        new Training()
                .run(
                        graph,
                        TrainingData.of(compute.isHost() ? images : endless(images, steps, order)),
                        order.recipe(steps),
                        new TrainingOptions(1, compute, order.loaders()),
                        window);
        return requireNonNull(window.measured, "the training ended before its last step");
    }

    /** A card takes these images in a few steps: the reports at the end of an epoch would come far too often. */
    private static LabeledSamples endless(LabeledSamples images, int steps, TrainingOrder order) {
        return RepeatedSamples.of(images, (steps + 1) * order.batch());
    }

    /** Times the steps between. Reports may come later than their steps, so that it counts what is asked before each. */
    private static final class Window implements TrainingListener {
        private final Compute compute;
        private final int first;
        private final TrainingOrder order;
        private int begun;
        private @Nullable Stopwatch watch;
        private @Nullable Measurement measured;

        private Window(Compute compute, int first, TrainingOrder order) {
            this.compute = compute;
            this.first = first;
            this.order = order;
        }

        @Override
        public boolean isCancelled() {
            if (begun == first) {
                compute.synchronize();
                watch = new Stopwatch();
            } else if (begun == first + order.steps() && watch != null) {
                compute.synchronize();
                measured = watch.stop((double) order.batch() * order.steps());
            }
            begun++;
            return false;
        }

        @Override
        public void stepped(StepReport report) {
            // The steps are counted before they begin.
        }
    }
}
