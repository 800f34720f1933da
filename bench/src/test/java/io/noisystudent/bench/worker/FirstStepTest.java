package io.noisystudent.bench.worker;

import io.noisystudent.bench.images.Pictures;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class FirstStepTest {
    private static final ImageShape SHAPE = new ImageShape(16, 16, 3);
    private static final int IMAGES = 6;

    private final Graph graph = Networks.build("resnet-8", SHAPE, Pictures.classes(), 1);
    private final ByteBuffer images = Pictures.patterns(SHAPE, IMAGES, 1);

    @Test
    void shouldFindOurKernelsWithinRoundingOfLibtorch() {
        // When
        double[] found = new FirstSteps()
                .take(TrainingOrder.of(List.of("resnet-8", "fp32", "6", "1", "16", "3", "1", "plain", "cpu", "1")));

        // Then
        assertThat(found[0]).isLessThan(1e-4);
        assertThat(found[1]).isLessThan(1e-3);
        assertThat(found[2]).isLessThan(1e-2);
        assertThat(found).hasSize(6);
        assertThat(found[3]).isGreaterThan(found[0]);
        assertThat(found[4]).isGreaterThan(found[1]);
        assertThat(found[5]).isGreaterThan(found[2]);
    }

    @Test
    void shouldFindAWeightThatDiffersInLogitsAndGradients() {
        // Given
        String name = "stage2.block1.1.conv.weight";
        Tensor weight = requireNonNull(graph.initializers().get(name));
        float[] values = weight.floats();
        values[0] += 0.1f;
        Graph other = graph.withInitializers(Map.of(name, Tensor.ofFloats(weight.dims(), values)));

        // When
        double[] same = step(graph).differences(step(graph));
        double[] found = step(graph).differences(step(other));

        // Then
        assertThat(same).startsWith(0, 0, 0);
        assertThat(found[0]).isGreaterThan(1e-4);
        assertThat(found[1]).isGreaterThan(1e-3);
        assertThat(found[2]).isGreaterThan(1e-2);
    }

    private FirstStep step(Graph network) {
        return FirstStep.of(network, SHAPE, images, Compute.cpu());
    }
}
