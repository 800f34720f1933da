package io.noisystudent.learning.module;

import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.objective.CrossEntropy;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Compares the derivative along a random direction through all parameters with central differences, in float64. */
final class Gradients {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-6;

    private final GraphModule module;
    private final Tensor images;
    private final Mode mode;

    private Gradients(GraphModule module, Tensor images, Mode mode) {
        this.module = module;
        this.images = images;
        this.mode = mode;
    }

    static void check(Graph graph, ByteBuffer images, int batch, NoiseRates noise, Mode mode) {
        NativeScope.run(() -> {
            try (GraphModule module = GraphModule.of(
                    graph, Compute.cpu(), new ModuleOptions(noise, Trained.ALL, Set.of()), ScalarType.Double)) {
                new Gradients(module, tensor(graph, images, batch), mode).check();
            }
        });
    }

    /** The gradients of all parameters in training without noise. */
    static List<float[]> of(Graph graph, ByteBuffer images, int batch, ScalarType real) {
        return NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(graph, Compute.cpu(), ModuleOptions.PLAIN, real)) {
                new Gradients(module, tensor(graph, images, batch), Mode.TRAINING)
                        .loss()
                        .backward();
                return module.parameters().stream()
                        .map(parameter -> HostMemory.floats(parameter.gradient()))
                        .toList();
            }
        });
    }

    private static Tensor tensor(Graph graph, ByteBuffer images, int batch) {
        return Compute.cpu()
                .overBytes(
                        images,
                        graph.inputs().get(0).shape().stream()
                                .mapToLong(axis -> axis instanceof Dimension.Fixed size ? size.size() : batch)
                                .toArray());
    }

    private void check() {
        List<Tensor> direction = direction();
        loss().backward();
        double analytic = 0;
        for (int i = 0; i < direction.size(); i++) {
            Tensor gradient = module.parameters().get(i).value().grad();
            assertThat(gradient.defined()).isTrue();
            analytic += gradient.mul(direction.get(i)).sum().item_double();
        }

        move(direction, STEP);
        double up = loss().item_double();
        move(direction, -2 * STEP);
        double down = loss().item_double();
        double numeric = (up - down) / (2 * STEP);

        assertThat(analytic).isCloseTo(numeric, within(TOLERANCE * Math.max(1, Math.abs(numeric))));
        assertThat(Math.abs(numeric)).isGreaterThan(10 * TOLERANCE);
    }

    private Tensor loss() {
        module.reseed(11);
        Tensor logits = module.forward(images, mode).logits();
        int rows = (int) logits.size(0);
        int classes = (int) logits.size(1);
        float[] targets = new float[rows * classes];
        for (int row = 0; row < rows; row++) {
            targets[row * classes + row % classes] = 1;
        }
        return CrossEntropy.of(
                logits.to(ScalarType.Double),
                Compute.cpu().copyOf(targets, rows, classes).to(ScalarType.Double));
    }

    private List<Tensor> direction() {
        Random random = new Random(2);
        List<Tensor> direction = new ArrayList<>();
        for (Parameter parameter : module.parameters()) {
            float[] values = new float[(int) parameter.value().numel()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            direction.add(
                    Compute.cpu().copyOf(values, parameter.value().shape()).to(ScalarType.Double));
        }
        return direction;
    }

    private void move(List<Tensor> direction, double distance) {
        NativeScope.runWithoutGradients(() -> {
            for (int i = 0; i < direction.size(); i++) {
                module.parameters().get(i).value().add_(direction.get(i), new Scalar(distance));
            }
        });
    }
}
