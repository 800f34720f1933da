package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.objective.WeightedLoss;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Several networks, whose losses are made of terms that the training does not know. */
class CohortTest {
    private static final TrainingOptions OPTIONS = new TrainingOptions(5, 1, 2, Precision.FP32);
    private static final TrainingData DATA =
            TrainingData.of(Patterns.samples(24, 1)).evaluatedOn(Patterns.samples(100, 3));
    private static final Recipe RECIPE = Patterns.recipe(24, 0.05, Patterns.SOME_NOISE);
    private static final List<Graph> PEERS =
            List.of(Patterns.network(1), Networks.build("wrn-10-1", Patterns.SHAPE, Patterns.CLASSES, 2));

    @TempDir
    Path directory;

    @Test
    void shouldTrainPeersThatLearnFromEachOther() {
        // When
        List<Graph> together = run(PEERS, .5, TrainingListener.NONE, Checkpoints.NONE);
        List<Graph> apart = run(PEERS, 0, TrainingListener.NONE, Checkpoints.NONE);

        // Then
        assertThat(together).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(together.get(i).nodes()).isEqualTo(PEERS.get(i).nodes());
            assertThat(together.get(i).initializers().keySet())
                    .as("nothing of the terms is exported")
                    .isEqualTo(PEERS.get(i).initializers().keySet());
            assertThat(together.get(i).initializers()).isNotEqualTo(apart.get(i).initializers());
        }
        assertThat(apart.get(0).initializers())
                .as("a peer without influence changes nothing")
                .isEqualTo(run(PEERS.subList(0, 1), 0, TrainingListener.NONE, Checkpoints.NONE)
                        .get(0)
                        .initializers());
    }

    @Test
    void shouldEndWithTheWeightsOfAnUninterruptedRun() {
        // Given
        List<Graph> expected = run(PEERS, .5, TrainingListener.NONE, Checkpoints.NONE);
        FileCheckpoints kept = new FileCheckpoints(directory.resolve("checkpoint"));

        // When it is interrupted after the epoch that ends with step 9, within the next one
        assertThatThrownBy(() -> run(PEERS, .5, new Interrupting(11), kept)).isInstanceOf(CancellationException.class);
        List<Integer> resumed = new ArrayList<>();
        List<Graph> result = run(PEERS, .5, report -> resumed.add(report.step()), kept);

        // Then
        assertThat(resumed).hasSize(24 - 9).startsWith(10);
        for (int i = 0; i < 2; i++) {
            assertThat(result.get(i).initializers()).isEqualTo(expected.get(i).initializers());
        }
    }

    @Test
    void shouldReportTheTermsOfEveryEpoch() {
        // Given
        List<EpochReport> epochs = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
                // The epochs are looked at.
            }

            @Override
            public void epochEnded(EpochReport report) {
                epochs.add(report);
            }
        };

        // When
        run(PEERS, .5, listener, Checkpoints.NONE);

        // Then
        assertThat(epochs).hasSize(8).extracting(EpochReport::step).startsWith(3, 6, 9);
        assertThat(epochs).allSatisfy(epoch -> {
            assertThat(epoch.terms())
                    .extracting(TermReport::name)
                    .containsExactly("cross-entropy", "peers", "member-1/cross-entropy", "member-1/peers");
            assertThat(epoch.terms()).allMatch(term -> term.mean() > 0);
            assertThat(epoch.terms().stream()
                            .mapToDouble(TermReport::gradientShare)
                            .sum())
                    .as("one for each network")
                    .isBetween(1.999, 2.001);
        });
    }

    private static List<Graph> run(
            List<Graph> peers, double weight, TrainingListener listener, Checkpoints checkpoints) {
        return new Training(System::nanoTime, request -> objective(weight, request.compute()))
                .run(
                        peers.stream()
                                .map(graph -> new Training.Student(graph, RECIPE))
                                .toList(),
                        DATA,
                        OPTIONS,
                        listener,
                        checkpoints)
                .graphs();
    }

    private static Objective objective(double weight, Compute compute) {
        return new Objective(List.of(
                new WeightedLoss("cross-entropy", 1, new LabeledCrossEntropy(.1)),
                new WeightedLoss("peers", weight, new PeerAgreement(compute))));
    }
}
