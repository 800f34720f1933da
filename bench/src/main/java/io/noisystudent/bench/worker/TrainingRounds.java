package io.noisystudent.bench.worker;

import io.noisystudent.bench.images.Photographs;
import io.noisystudent.bench.images.Pictures;
import io.noisystudent.bench.statistics.Measurement;
import io.noisystudent.bench.statistics.Stopwatch;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.StepReport;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** Rounds of real trainings, from the end of one step to the end of a later one. */
final class TrainingRounds {
    private static final int IMAGES = 1024;
    private static final int WARM_UP = 2;
    /** Steps after the measured ones, so that the loaders prepare as many batches meanwhile as are consumed. */
    private static final int TAIL = 3;

    private final Map<ImageShape, TrainingData> data = new HashMap<>();

    /** None, on the images alone, or also dropout and stochastic depth in the network. */
    enum Kind {
        PLAIN,
        IMAGES,
        NOISE
    }

    /** What to train, in the words of the line. */
    record Order(String network, Precision precision, int batch, int steps, ImageShape shape, int threads, Kind noise) {
        static Order of(List<String> words) {
            int side = JavaWorker.number(words, 5);
            return new Order(
                    words.get(1),
                    Precision.valueOf(words.get(2).toUpperCase(Locale.ROOT)),
                    JavaWorker.number(words, 3),
                    JavaWorker.number(words, 4),
                    new ImageShape(side, side, JavaWorker.number(words, 6)),
                    JavaWorker.number(words, 7),
                    Kind.valueOf(words.get(8).toUpperCase(Locale.ROOT)));
        }

        private Noise noiseOf() {
            if (noise == Kind.PLAIN) {
                return Noise.NONE;
            }
            int side = shape.width();
            Noise.RandAugment two = new Noise.RandAugment(2, 10, Noise.Operations.ALL);
            boolean inNetwork = noise == Kind.NOISE;
            return new Noise(two, side / 8, true, side / 4, 128, inNetwork ? 0.3 : 0, inNetwork ? 0.2 : 0);
        }

        private Recipe recipe() {
            return new Recipe(
                    network,
                    0,
                    WARM_UP + steps + TAIL,
                    batch,
                    1,
                    new Recipe.Objective(true, 1, 0, null),
                    new OptimizerConfig(0.05, 0.9, 5e-4, 0.1),
                    noiseOf(),
                    0.99,
                    Phases.JOINT,
                    null);
        }
    }

    Measurement take(Order order) {
        Graph graph = Networks.build(order.network(), order.shape(), Pictures.classes(), 1);
        Window window = new Window(order);
        TrainingOptions options = new TrainingOptions(1, order.threads(), 1, order.precision());
        new Training()
                .run(
                        graph,
                        data.computeIfAbsent(order.shape(), TrainingRounds::invented),
                        order.recipe(),
                        options,
                        window);
        return requireNonNull(window.measured, "the training ended before its last step");
    }

    private static TrainingData invented(ImageShape shape) {
        return TrainingData.of(Photographs.invented(shape, IMAGES));
    }

    /** Times the steps between. */
    private static final class Window implements TrainingListener {
        private final Order order;
        private @Nullable Stopwatch watch;
        private @Nullable Measurement measured;

        private Window(Order order) {
            this.order = order;
        }

        @Override
        public void stepped(StepReport report) {
            if (report.step() == WARM_UP) {
                watch = new Stopwatch();
            } else if (report.step() == WARM_UP + order.steps() && watch != null) {
                measured = watch.stop((double) order.batch() * order.steps());
            }
        }
    }
}
