package io.noisystudent.learning.module;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrainedTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final Graph NETWORK = Networks.build("wrn-10-1", SHAPE, List.of("a", "b", "c"), 1);

    @Test
    void shouldChangeTheLastNormalizationAndTheClassifierAlone() {
        try (GraphModule module = GraphModule.of(
                NETWORK, Compute.cpu(), new ModuleOptions(new NoiseRates(0, 0.9), Trained.CLASSIFIER, Set.of()))) {
            // Given
            String last = lastNormalization();

            // When
            NativeScope.run(
                    () -> module.forward(images(), Mode.TRAINING).logits().sum().backward());

            // Then
            assertThat(module.parameters().stream().map(Parameter::name).collect(Collectors.toSet()))
                    .hasSize(4)
                    .filteredOn(name -> name.startsWith(last))
                    .hasSize(2);
            Graph after = module.export(module.state());
            assertThat(after.initializers().keySet().stream().filter(name -> !after.initializers()
                            .get(name)
                            .equals(NETWORK.initializers().get(name))))
                    .hasSize(2)
                    .allMatch(name -> name.startsWith(last));
        }
    }

    @Test
    void shouldTrainEverythingByDefault() {
        try (GraphModule all = GraphModule.of(NETWORK, Compute.cpu());
                GraphModule classifier = GraphModule.of(
                        NETWORK, Compute.cpu(), new ModuleOptions(NoiseRates.NONE, Trained.CLASSIFIER, Set.of()))) {
            assertThat(all.parameters()).hasSizeGreaterThan(20);
            assertThat(classifier.state().keySet()).isEqualTo(all.state().keySet());
        }
    }

    private static String lastNormalization() {
        String statistic = NETWORK.nodes().stream()
                .filter(node -> node.operator().equals("BatchNormalization"))
                .map(node -> node.inputs().get(3))
                .reduce((first, second) -> second)
                .orElseThrow();
        return statistic.substring(0, statistic.lastIndexOf('.'));
    }

    private static Tensor images() {
        byte[] pixels = new byte[6 * SHAPE.bytes()];
        new Random(3).nextBytes(pixels);
        return Compute.cpu().overBytes(ByteBuffer.allocateDirect(pixels.length).put(pixels), 6, 8, 8, 1);
    }
}
