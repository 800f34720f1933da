package io.noisystudent.learning.module;

import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.objective.CrossEntropy;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Tensors;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.inference.Classifier;
import io.noisystudent.networks.inference.InferenceOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Two independent oracles: ONNX Runtime for the values, finite differences in float64 for the gradients. */
class OperatorTest {
    private static final int BATCH = 5;
    private static final ByteBuffer IMAGES = images();
    private static final double STEP = 1e-6;

    static List<String> cases() {
        return OperatorGraphs.names().toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldHaveTheValuesOfOnnxRuntime(String name) {
        // Given
        Graph graph = OperatorGraphs.graph(name);
        float[] expected = new float[BATCH * TestGraphs.CLASSES];
        InferenceOptions options = InferenceOptions.defaults().withThreads(1).withMaxBatch(BATCH);
        try (Classifier classifier = Classifier.open(graph, options)) {
            classifier.input().put(IMAGES.duplicate());
            classifier.run(BATCH).logits().get(expected);
        }

        // When
        float[] actual = NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(graph)) {
                return Tensors.floats(module.forward(tensor(), Mode.EVALUATION));
            }
        });

        // Then
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(2e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldHaveTheGradientOfFiniteDifferences(String name) {
        assertGradient(OperatorGraphs.graph(name), NoiseRates.NONE, Mode.TRAINING);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldHaveTheGradientWithNoise(Mode mode) {
        assertGradient(OperatorGraphs.graph("residual block"), new NoiseRates(0.3, 0.5), mode);
    }

    /** The derivative along a random direction through all parameters, analytic and numeric. */
    static void assertGradient(Graph graph, NoiseRates noise, Mode mode) {
        NativeScope.run(() -> {
            try (GraphModule module = GraphModule.of(graph, noise, ScalarType.Double)) {
                List<Tensor> direction = direction(module);

                loss(module, mode).backward();
                double analytic = 0;
                for (int i = 0; i < direction.size(); i++) {
                    Tensor gradient = module.parameters().get(i).value().grad();
                    assertThat(gradient.defined()).isTrue();
                    analytic += gradient.mul(direction.get(i)).sum().item_double();
                }

                move(module, direction, STEP);
                double up = loss(module, mode).item_double();
                move(module, direction, -2 * STEP);
                double down = loss(module, mode).item_double();
                double numeric = (up - down) / (2 * STEP);

                assertThat(analytic).isCloseTo(numeric, within(1e-6 * Math.max(1, Math.abs(numeric))));
                assertThat(Math.abs(numeric)).isGreaterThan(1e-5);
            }
        });
    }

    private static Tensor loss(GraphModule module, Mode mode) {
        module.reseed(11);
        float[] targets = new float[BATCH * TestGraphs.CLASSES];
        for (int row = 0; row < BATCH; row++) {
            targets[row * TestGraphs.CLASSES + row % TestGraphs.CLASSES] = 1;
        }
        Tensor distributions =
                Tensors.copyOf(targets, BATCH, TestGraphs.CLASSES).to(ScalarType.Double);
        return CrossEntropy.of(module.forward(tensor(), mode), distributions);
    }

    private static List<Tensor> direction(GraphModule module) {
        Random random = new Random(2);
        List<Tensor> direction = new ArrayList<>();
        for (Parameter parameter : module.parameters()) {
            float[] values = new float[(int) parameter.value().numel()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            direction.add(Tensors.copyOf(values, parameter.value().shape()).to(ScalarType.Double));
        }
        return direction;
    }

    private static void move(GraphModule module, List<Tensor> direction, double distance) {
        NativeScope.runWithoutGradients(() -> {
            for (int i = 0; i < direction.size(); i++) {
                module.parameters().get(i).value().add_(direction.get(i), new Scalar(distance));
            }
        });
    }

    private static Tensor tensor() {
        return Tensors.overBytes(IMAGES, BATCH, TestGraphs.SIDE, TestGraphs.SIDE, TestGraphs.CHANNELS);
    }

    private static ByteBuffer images() {
        byte[] pixels = new byte[BATCH * TestGraphs.SIDE * TestGraphs.SIDE * TestGraphs.CHANNELS];
        new Random(4).nextBytes(pixels);
        return ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
    }
}
