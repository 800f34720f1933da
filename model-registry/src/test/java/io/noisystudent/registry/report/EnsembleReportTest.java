package io.noisystudent.registry.report;

import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.TrainingReport;
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
import org.jspecify.annotations.Nullable;
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
    void shouldNameTheGeneralistOfSpecialists() {
        // Given
        registry.importFile("imported");
        ModelVersion specialist = version("s", null, new Specialist(1, 2), Samples.report(7, null, List.of("dog")));

        // When
        ModelVersion together = version(
                "all", Ensemble.ofSpecialists(new ModelRef(Samples.MODEL, 1), List.of(specialist.model())), null, null);

        // Then
        assertThat(LineageWalk.from(registry.view, together, 5).edges())
                .contains(
                        new Edge("version:digits/1", "version:digits/3", "generalist"),
                        new Edge("version:digits/2", "version:digits/3", "member"));
        assertThat(card(together)).contains("the generalist `digits/1` with its specialists `digits/2`, all of which");
        assertThat(card(specialist))
                .contains("the specialist 1 of 2 of `digits/1`, with whose weights it began")
                .contains("It tells these classes apart: dog.");
        assertThat(Explanations.origin(together.lineage().request()))
                .isEqualTo("The model is version 1 with specialists 2, put together by generation 1.");
        assertThat(Explanations.origin(specialist.lineage().request()))
                .isEqualTo(
                        "The model is the specialist 1 of 2 of generation 1, which began with the weights of digits/1.");
    }

    @Test
    void shouldSayWhatIsKnownOfClassesThatWereLeftOut() {
        OmittedClass omitted = new OmittedClass(
                "cat", 40, 12, new OmittedClass.Errors(15, 11, 0), 2.5, new OmittedClass.Errors(7, 2, 3));
        assertThat(card(version("s", null, null, Samples.report(7, List.of(omitted), null))))
                .contains("It was shown no image of some classes.")
                .containsPattern("\\| cat \\| 12 \\| 1 \\| 4 \\| 2\\.50* \\| 10 \\| 5 \\|");
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
        return version(name, ensemble, null, null);
    }

    private ModelVersion version(
            String name,
            @Nullable Ensemble ensemble,
            @Nullable Specialist specialist,
            @Nullable TrainingReport report) {
        Lineage sample = Samples.trained(name).lineage();
        TrainingRequest like = sample.request();
        TrainingRequest request = new TrainingRequest(
                like.id(),
                like.model(),
                like.generation(),
                like.student(),
                like.purpose(),
                ensemble == null ? like.recipe() : like.recipe().withNetwork(ensemble.describe()),
                like.selection(),
                like.seed(),
                specialist == null ? null : new ModelRef(Samples.MODEL, 1),
                like.data(),
                null,
                null,
                ensemble,
                specialist);
        VersionDescription description = new VersionDescription(new Lineage(request, sample.environment()), report);
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
