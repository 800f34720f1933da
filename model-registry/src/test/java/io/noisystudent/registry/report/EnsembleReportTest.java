package io.noisystudent.registry.report;

import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.report.LineageGraph.Edge;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the registry says of an ensemble. */
class EnsembleReportTest {
    private final TestRegistry registry = new TestRegistry(new InMemoryObjectStore());

    @Test
    void shouldFollowLineageThroughEveryMember() {
        // Given an import, a student and the ensemble of both
        registry.importFile("imported");
        registry.register("g1");
        ModelVersion ensemble = ensemble(Average.PROBABILITIES, 1, 2);

        // When
        LineageGraph graph = LineageWalk.from(registry.view, ensemble, 5);
        LineageGraph near = LineageWalk.from(registry.view, ensemble, 0);

        // Then
        assertThat(graph.edges())
                .contains(
                        new Edge("version:digits/1", "version:digits/3", "member"),
                        new Edge("version:digits/2", "version:digits/3", "member"))
                .filteredOn(edge -> edge.role().equals("recipe"))
                .extracting(Edge::to)
                .containsExactly("version:digits/2");
        assertThat(graph.complete()).isTrue();
        assertThat(near.complete()).isFalse();
        assertThat(near.nodes()).hasSize(3);
    }

    /** Two ensembles of the two before, again and again: 2^40 ways lead back. */
    @Test
    void shouldFollowEnsemblesOfEnsemblesOnce() {
        // Given
        registry.importFile("one");
        registry.importFile("another");
        int versions = 2;
        for (int i = 0; i < 40; i++, versions += 2) {
            ensemble("a" + i, Average.PROBABILITIES, versions - 1, versions);
            ensemble("b" + i, Average.PROBABILITIES, versions, versions - 1);
        }
        ModelVersion last = registry.versions.require(Samples.MODEL, versions);

        // When
        LineageGraph graph = LineageWalk.from(registry.view, last, 100);

        // Then
        assertThat(graph.complete()).isTrue();
        assertThat(graph.nodes()).hasSize(versions - 1);
    }

    @Test
    void shouldSayInTheCardWhatIsAveraged() {
        registry.importFile("imported");
        registry.register("g1");
        assertThat(card(ensemble(Average.PROBABILITIES, 1, 2)))
                .contains("an ensemble: the mean of the probabilities of `digits/1`, `digits/2`, which it contains.");
        assertThat(card(ensemble(Average.LOG_PROBABILITIES, 2, 1)))
                .contains("the mean of the log-probabilities of `digits/2`, `digits/1`");
    }

    @Test
    void shouldExplainThatNothingWasTrained() {
        registry.importFile("imported");
        registry.register("g1");

        assertThat(Explanations.origin(
                        ensemble(Average.PROBABILITIES, 1, 2).lineage().request()))
                .isEqualTo("The model is the ensemble of 1, 2 of generation 1, for which nothing was trained.");
        assertThat(Explanations.origin(Samples.trained("g2").lineage().request()))
                .endsWith(" of generation 1, trained on labels alone.");
        assertThat(Explanations.origin(
                        Samples.trained("g3", Purpose.FIXRES).lineage().request()))
                .contains("adapted to the size that is served by the training of generation 1");
    }

    private ModelVersion ensemble(Average average, int... members) {
        return ensemble(average.name(), average, members);
    }

    private ModelVersion ensemble(String name, Average average, int... members) {
        Ensemble ensemble = new Ensemble(
                List.of(new ModelRef(Samples.MODEL, members[0]), new ModelRef(Samples.MODEL, members[1])), average);
        Lineage sample = Samples.trained(name).lineage();
        TrainingRequest like = sample.request();
        TrainingRequest request = new TrainingRequest(
                like.id(),
                like.model(),
                like.generation(),
                like.student(),
                like.purpose(),
                like.recipe().withNetwork(ensemble.describe()),
                like.selection(),
                like.seed(),
                null,
                like.data(),
                null,
                null,
                ensemble,
                null);
        VersionDescription description = new VersionDescription(new Lineage(request, sample.environment()), null);
        return registry.versions
                .register(Samples.MODEL, Samples.artifact(name), description)
                .version();
    }

    private static String card(ModelVersion version) {
        return ModelCard.of(
                version,
                new Annotations(1, "", Map.of(), "me", TestRegistry.NOW),
                List.of(),
                new ControlReport(version.model(), null, List.of()),
                null);
    }
}
