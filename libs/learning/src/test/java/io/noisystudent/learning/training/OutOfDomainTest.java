package io.noisystudent.learning.training;

import io.noisystudent.learning.torch.Precision;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.training.SelfTraining.Generation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Half of the unlabeled images belong to no class. */
class OutOfDomainTest {
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
        LabeledSamples known = Patterns.samples(300, 100 + seed, DEVIATION);
        LabeledSamples strange = Patterns.strangers(300, 200 + seed, DEVIATION);
        return new SelfTraining(
                Patterns.samples(15, 300 + seed, DEVIATION),
                both(known, strange),
                Patterns.samples(500, 400, DEVIATION),
                3,
                PIPELINE,
                new TrainingOptions(seed, 1, 1, Precision.FP32));
    }

    private static LabeledSamples both(LabeledSamples known, LabeledSamples strange) {
        int size = known.size() + strange.size();
        ByteBuffer pixels = ByteBuffer.allocate(size * Patterns.SHAPE.bytes());
        for (LabeledSamples samples : new LabeledSamples[] {known, strange}) {
            IntStream.range(0, samples.size()).forEach(i -> samples.images().read(i, pixels));
        }
        int[] labels = Arrays.copyOf(known.labels(), size);
        Arrays.fill(labels, known.size(), size, NO_CLASS);
        return new LabeledSamples(new InMemorySamples(Patterns.SHAPE, pixels.flip()), labels);
    }

    private static double mean(double[] values) {
        return DoubleStream.of(values).average().orElseThrow();
    }
}
