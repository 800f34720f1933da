package io.noisystudent.bench.foreign;

import io.noisystudent.bench.images.Photographs;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ForeignOutcomeTest {
    private static final Path FILE = Path.of("nowhere", "net.traced.onnx");
    private static final ImageShape SHAPE = new ImageShape(8, 8, 3);

    private final LabeledSamples samples = Photographs.distinguishable(SHAPE, 20, 1);
    private final Graph graph = Networks.build(
            "small-cnn",
            SHAPE,
            IntStream.range(0, 10).mapToObj(i -> "class-" + i).toList(),
            1);

    @Test
    void shouldLearnByHeartInFewSteps() {
        ForeignOutcome outcome =
                ForeignOutcome.of(FILE, file -> graph, new ForeignOutcome.Settings(samples, 60, 0.01, 1));

        assertThat(outcome.line()).startsWith("net.traced ").contains("good", "100.0%");
        assertThat(outcome.good()).isTrue();
    }

    @Test
    void shouldTellThatANetworkLearnsTooLittle() {
        ForeignOutcome outcome =
                ForeignOutcome.of(FILE, file -> graph, new ForeignOutcome.Settings(samples, 1, 1e-9, 1));

        assertThat(outcome.state()).isEqualTo("BAD");
    }

    @Test
    void shouldGoOnAfterAnyFailure() {
        List<ForeignOutcome> outcomes = List.of(
                ForeignOutcome.of(
                        FILE,
                        file -> {
                            throw new NoisyStudentException(ErrorCode.BAD_GRAPH, "n", "node n is odd");
                        },
                        new ForeignOutcome.Settings(samples, 0, 0.01, 1)),
                ForeignOutcome.of(
                        FILE,
                        file -> {
                            throw new IllegalStateException("of this side");
                        },
                        new ForeignOutcome.Settings(samples, 0, 0.01, 1)));

        assertThat(outcomes.get(0).line()).contains("refused", "BAD_GRAPH", "node n is odd");
        assertThat(outcomes.get(1).line()).contains("FAILED", "of this side");
    }
}
