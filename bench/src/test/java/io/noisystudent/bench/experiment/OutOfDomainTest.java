package io.noisystudent.bench.experiment;

import io.noisystudent.bench.experiment.SelfTraining.Generation;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Half of the unlabeled images belong to no class. */
class OutOfDomainTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final int CLASSES = 3;
    private static final int NO_CLASS = -1;
    private static final double DEVIATION = 170;
    private static final PipelineConfig PIPELINE = PipelineConfigReader.parse("""
            pipeline:
              name: patterns
              image: {height: 8, width: 8, channels: 1}
              classes: [a, b, c]
              labeling: {min-confidence: 0.5}
              recipes:
                - {network: resnet-8, steps: 150, batch-size: 8, label-smoothing: 0, noise: none}
                - {network: resnet-8, steps: 150, batch-size: 8, unlabeled-ratio: 4, noise: none}
            """, "test");

    @Test
    void shouldNotMakeStudentsWorseThanTheControl() {
        // Given
        double[] students = new double[3];
        double[] controls = new double[3];

        // When
        for (int seed = 0; seed < students.length; seed++) {
            SelfTraining method = method(seed);
            Recipe ofStudent = PIPELINE.recipe(1);
            Generation teacher = method.teacher(PIPELINE.recipe(0));
            students[seed] = method.student(ofStudent, teacher.graph()).accuracy();
            controls[seed] =
                    method.teacher(ofStudent.withSteps(2 * ofStudent.steps())).accuracy();
        }

        // Then
        assertThat(mean(students)).isGreaterThanOrEqualTo(mean(controls));
    }

    private static SelfTraining method(long seed) {
        return new SelfTraining(
                samples(15, 0, 300 + seed, 0),
                samples(300, 300, 100 + seed, 200 + seed),
                samples(500, 0, 400, 0),
                CLASSES,
                PIPELINE,
                new TrainingOptions(seed, 1, 1, Precision.FP32),
                TrainingListener.NONE);
    }

    /** Each class is a fixed random pattern, each sample a pattern under strong noise; strangers are of other patterns. */
    private static LabeledSamples samples(int known, int strangers, long seed, long seedOfStrangers) {
        ByteBuffer pixels = ByteBuffer.allocate((known + strangers) * SHAPE.bytes());
        int[] labels = new int[known + strangers];
        add(pixels, patterns(0), known, new Random(seed), labels);
        add(pixels, patterns(1), strangers, new Random(seedOfStrangers), new int[strangers]);
        Arrays.fill(labels, known, labels.length, NO_CLASS);
        return new LabeledSamples(new InMemorySamples(SHAPE, pixels.flip()), labels);
    }

    private static void add(ByteBuffer pixels, byte[][] patterns, int count, Random random, int[] labels) {
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(CLASSES);
            for (byte pixel : patterns[labels[i]]) {
                double noisy = (pixel & 255) + DEVIATION * random.nextGaussian();
                pixels.put((byte) Math.max(0, Math.min(255, noisy)));
            }
        }
    }

    private static byte[][] patterns(long seed) {
        Random random = new Random(seed);
        byte[][] patterns = new byte[CLASSES][SHAPE.bytes()];
        for (byte[] pattern : patterns) {
            random.nextBytes(pattern);
        }
        return patterns;
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElseThrow();
    }
}
