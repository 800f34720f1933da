package io.noisystudent.learning.module;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.learning.noise.NoiseRates;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Signature;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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

    @Test
    void shouldLeaveTheBackboneAsItIs() {
        ModuleOptions options = new ModuleOptions(new NoiseRates(0, 0.9), Trained.BEHIND_BACKBONE, Set.of());
        try (GraphModule module = GraphModule.of(NETWORK, Compute.cpu(), options)) {
            NativeScope.run(() -> {
                Tensor evaluated = module.forward(images(), Mode.EVALUATION).logits();
                Tensor trained = module.forward(images(), Mode.TRAINING).logits();
                trained.sum().backward();

                assertThat(HostMemory.floats(trained.detach())).containsExactly(HostMemory.floats(evaluated.detach()));
            });
            assertThat(module.parameters()).extracting(Parameter::name).allMatch(name -> name.startsWith("classifier"));
            assertThat(module.export(module.state()).initializers()).isEqualTo(NETWORK.initializers());
        }
    }

    @Test
    void shouldLetStatisticsOfAFrozenBackboneMoveIfAsked() {
        ModuleOptions options = new ModuleOptions(
                new NoiseRates(0, 0.9),
                Trained.BEHIND_BACKBONE,
                Set.of(),
                new BackboneTraining(Optional.of(false), 1, 1));

        try (GraphModule module = GraphModule.of(NETWORK, Compute.cpu(), options)) {
            NativeScope.run(() -> {
                float[] once = HostMemory.floats(
                        module.forward(images(), Mode.TRAINING).logits().detach());
                module.reseed(99);
                assertThat(HostMemory.floats(
                                module.forward(images(), Mode.TRAINING).logits().detach()))
                        .as("without noise in what is frozen")
                        .containsExactly(once);
            });
        }
        assertThat(changedByAPass(options)).hasSizeGreaterThan(8).allMatch(TrainedTest::isStatistic);
    }

    @Test
    void shouldKeepStatisticsWhileAllWeightsAreTrainedIfAsked() {
        ModuleOptions options = with(Trained.ALL, new BackboneTraining(Optional.of(true), 1, 1));

        assertThat(changedByAPass(options)).isEmpty();
        try (GraphModule module = GraphModule.of(NETWORK, Compute.cpu(), options)) {
            NativeScope.run(
                    () -> module.forward(images(), Mode.TRAINING).logits().sum().backward());

            assertThat(module.parameters())
                    .hasSizeGreaterThan(20)
                    .allMatch(parameter -> parameter.gradient().defined());
        }
    }

    @Test
    void shouldSlowWeightsDownByTheirDistanceFromTheClassifier() {
        ModuleOptions options = with(Trained.ALL, new BackboneTraining(Optional.empty(), 0.5, 0.1));
        try (GraphModule module = GraphModule.of(NETWORK, Compute.cpu(), options)) {
            // A stem, three blocks with one shortcut each, and the classifier
            Map<String, Double> rates =
                    module.parameters().stream().collect(Collectors.toMap(Parameter::name, Parameter::rateFactor));

            assertThat(rates.get("classifier.weight")).isEqualTo(1);
            assertThat(rateOf(rates, "stage3.block1.1.conv")).isCloseTo(0.05, within(1e-12));
            assertThat(rateOf(rates, "stage2.block1.1.conv")).isCloseTo(0.005, within(1e-12));
            assertThat(rates.values().stream().distinct()).hasSize(5);
        }
    }

    @Test
    void shouldRefuseAPlaceThatIsNotThereOrLeavesNothing() {
        ModuleOptions nowhere = with(Trained.behind("nowhere"), BackboneTraining.LIKE_ALL_ELSE);
        ModuleOptions nothing = with(Trained.behind(Signature.LOGITS), BackboneTraining.LIKE_ALL_ELSE);

        assertThatThrownBy(() -> GraphModule.of(NETWORK, Compute.cpu(), nowhere))
                .hasMessageStartingWith(
                        "freeze: no node of network wrn-10-1 computes 'nowhere'; give the output of one")
                .extracting("code")
                .isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
        assertThatThrownBy(() -> GraphModule.of(NETWORK, Compute.cpu(), nothing))
                .hasMessageStartingWith("freeze: logits of network wrn-10-1 depends on all of its weights")
                .extracting("code")
                .isEqualTo(ErrorCode.CONFIG_INVALID);
    }

    private static double rateOf(Map<String, Double> rates, String prefix) {
        return rates.entrySet().stream()
                .filter(rate -> rate.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static ModuleOptions with(Trained trained, BackboneTraining backbone) {
        return new ModuleOptions(NoiseRates.NONE, trained, Set.of(), backbone);
    }

    private static Set<String> changedByAPass(ModuleOptions options) {
        try (GraphModule module = GraphModule.of(NETWORK, Compute.cpu(), options)) {
            NativeScope.run(() -> module.forward(images(), Mode.TRAINING));
            Graph after = module.export(module.state());
            return after.initializers().keySet().stream()
                    .filter(name -> !after.initializers()
                            .get(name)
                            .equals(NETWORK.initializers().get(name)))
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isStatistic(String initializer) {
        return NETWORK.nodes().stream()
                .filter(node -> node.operator().equals("BatchNormalization"))
                .anyMatch(node -> node.inputs().subList(3, 5).contains(initializer));
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
