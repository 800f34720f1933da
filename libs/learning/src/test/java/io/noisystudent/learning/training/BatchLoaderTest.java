package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.LossInputs;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchLoaderTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final Graph NETWORK = Networks.build("mlp", SHAPE, List.of("a", "b"), 1);

    /** Who closes the loader may close the samples next, whose memory no thread may read any more. */
    @Test
    void shouldEndItsThreadsThoughTheClosingThreadIsInterrupted() throws Exception {
        // Given
        SlowSamples samples = new SlowSamples(Thread.currentThread());
        TrainingData data = TrainingData.of(new LabeledSamples(samples, new int[] {0, 1}));
        Phase phase = Phase.of(recipe(), data).get(0);
        BatchLoader loader =
                new BatchLoader(data, phase, new TrainingOptions(1, 1, 1, Precision.FP32), NETWORK, LossInputs.NONE, 0);
        samples.reading.await();

        // When
        Thread.currentThread().interrupt();
        loader.close();

        // Then
        assertThat(Thread.interrupted()).isTrue();
        assertThat(samples.read).isTrue();
    }

    private static Recipe recipe() {
        return new Recipe(
                "mlp",
                0,
                1,
                2,
                1,
                new Recipe.Objective(true, 1, 0.1, null),
                new OptimizerConfig(0.05, 0.9, 0.0005, 0.05),
                Noise.NONE,
                0.9,
                Phases.JOINT,
                null,
                null);
    }

    /** Reads on until the thread that closes the loader waits for it. */
    private static final class SlowSamples implements SampleSource {
        private final CountDownLatch reading = new CountDownLatch(1);
        private final AtomicBoolean read = new AtomicBoolean();
        private final Thread closer;

        private SlowSamples(Thread closer) {
            this.closer = closer;
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public ImageShape shape() {
            return SHAPE;
        }

        @Override
        public void read(int index, ByteBuffer destination) {
            reading.countDown();
            while (!Thread.currentThread().isInterrupted() || closer.getState() == Thread.State.RUNNABLE) {
                Thread.onSpinWait();
            }
            destination.put(new byte[SHAPE.bytes()]);
            read.set(true);
        }
    }
}
