package io.noisystudent.learning.noise;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.learning.module.TestGraphs;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ResidualBranchesTest {
    @ParameterizedTest
    @CsvSource({
        "resnet-8, 3",
        "resnet-20, 9",
        "wrn-10-1, 3",
        "wrn-16-2, 6",
        "wrn-28-2, 12",
        "resnet-18, 8",
        "resnet-18-small, 8",
        "resnet-34-small, 16",
        "resnet-50, 16",
        "efficientnet-b0, 9",
        "efficientnet-b0-small, 9",
        "efficientnet-b1, 16",
        "small-cnn, 0",
        "mlp, 0"
    })
    void shouldFindEveryBlockOfTheBuiltNetworks(String network, int blocks) {
        // Given
        Graph graph = Networks.build(network, new ImageShape(32, 32, 3), List.of("a", "b"), 1);

        // When
        List<ResidualBranch> branches = ResidualBranches.of(graph);

        // Then
        assertThat(branches).hasSize(blocks);
        assertThat(branches).allSatisfy(branch -> assertThat(branch.nodes()).hasSizeGreaterThanOrEqualTo(4));
    }

    /** Expansion, depthwise, squeeze and excitation, projection: all of it, and only the first block has no shortcut. */
    @Test
    void shouldTakeTheWholeInvertedResidualAsBranch() {
        // Given
        Graph graph = Networks.build("efficientnet-b0", new ImageShape(32, 32, 3), List.of("a", "b"), 1);

        // When
        List<ResidualBranch> branches = ResidualBranches.of(graph);

        // Then
        assertThat(branches).extracting(ResidualBranch::add).startsWith("stage3.block2.add", "stage4.block2.add");
        assertThat(branches.get(0).nodes())
                .startsWith("stage3.block2.expand.conv")
                .contains("stage3.block2.se.mean", "stage3.block2.se.scale")
                .endsWith("stage3.block2.project.norm")
                .allMatch(node -> node.startsWith("stage3.block2."));
    }

    @Test
    void shouldTakeTheIdentityAsShortcut() {
        // Given
        Graph graph = new TestGraphs(1)
                .conv("stem", "x", 3, 4)
                .conv("branch", "stem", 4, 4)
                .node("Add", "sum", "branch", "stem")
                .classify("sum", 4);

        // When / Then
        assertThat(ResidualBranches.of(graph)).containsExactly(new ResidualBranch("sum", 0, List.of("branch")));
    }

    @Test
    void shouldTakeTheSideWithLessWorkAsProjection() {
        // Given
        Graph graph = new TestGraphs(1)
                .conv("stem", "x", 3, 4)
                .conv("projection", "stem", 4, 4)
                .conv("one", "stem", 4, 4)
                .conv("two", "one", 4, 4)
                .node("Add", "sum", "projection", "two")
                .classify("sum", 4);

        // When / Then
        assertThat(ResidualBranches.of(graph)).containsExactly(new ResidualBranch("sum", 1, List.of("one", "two")));
    }

    @Test
    void shouldNotTakeABranchThatOthersUse() {
        // Given the inside of the branch also goes elsewhere
        Graph graph = new TestGraphs(1)
                .conv("stem", "x", 3, 4)
                .conv("one", "stem", 4, 4)
                .conv("two", "one", 4, 4)
                .node("Add", "sum", "stem", "two")
                .node("Mul", "gated", "sum", "one")
                .classify("gated", 4);

        // When / Then
        assertThat(ResidualBranches.of(graph)).isEmpty();
    }

    @Test
    void shouldNotTakeABiasAGateADoubledValueOrEqualBranches() {
        // Given
        Graph graph = new TestGraphs(1)
                .conv("stem", "x", 3, 4)
                .weight("bias", 1, 4, 1, 1)
                .node("Add", "biased", "stem", "bias")
                .node("Add", "doubled", "biased", "biased")
                .node("Sigmoid", "gate", "doubled")
                .node("Add", "weightless", "doubled", "gate")
                .conv("left", "weightless", 4, 4)
                .conv("right", "weightless", 4, 4)
                .node("Add", "sum", "left", "right")
                .classify("sum", 4);

        // When / Then
        assertThat(ResidualBranches.of(graph)).isEmpty();
    }

    @Test
    void shouldRaiseTheRateLinearlyToTheLast() {
        assertThat(ResidualBranch.rate(1, 16, .2)).isCloseTo(.0125, within(1e-12));
        assertThat(ResidualBranch.rate(8, 16, .2)).isCloseTo(.1, within(1e-12));
        assertThat(ResidualBranch.rate(16, 16, .2)).isCloseTo(.2, within(1e-12));
    }
}
