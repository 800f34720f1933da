package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.combine.EnsembleMember;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.trainer.checkpoint.CheckpointArchive;
import io.noisystudent.trainer.dataset.CacheSpace;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.TopicLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Requests for ensembles, and students of ensembles. */
class EnsembleMergingTest {
    private static final List<String> CLASSES = ShapesPipeline.PIPELINE.classes();
    private static final Map<Integer, Graph> VERSIONS = Map.of(
            2, Networks.build("mlp", ShadedImages.SHAPE, CLASSES, 2),
            3, Networks.build("small-cnn", ShadedImages.SHAPE, CLASSES, 3),
            4, Networks.build("mlp", ShadedImages.SHAPE, List.of("light", "dark", "mixed"), 4),
            5, Networks.build("mlp", new ImageShape(9, 9, 1), CLASSES, 5),
            6, cropped(6),
            7, cropped(7));

    private static Graph cropped(int seed) {
        Graph graph = Networks.build("mlp", ShadedImages.SHAPE, CLASSES, seed);
        Map<String, String> metadata = new HashMap<>(graph.metadata());
        metadata.put(ModelMetadata.RESIZE, ModelMetadata.describe(Resize.CROP));
        return graph.withMetadata(metadata);
    }

    @TempDir
    private Path directory;

    private final TopicLogs log = new TopicLogs();

    @BeforeEach
    void fill() {
        for (int i = 0; i < 6; i++) {
            String label = CLASSES.get(i % 3);
            for (String split : List.of("train", "validation")) {
                log.append(
                        ShapesPipeline.TOPICS.labeled(),
                        split + i,
                        ShadedImages.png(i),
                        Map.of("label", label, "split", split));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameFileAgain(Average average) {
        // Given
        TrainingRequest request = request(average, 2, 3);

        // When
        TrainedStudent first = training().run(request, TrainingListener.NONE).get(0);
        TrainedStudent second = training().run(request, TrainingListener.NONE).get(0);

        // Then
        assertThat(OnnxWriter.write(second.graph())).isEqualTo(OnnxWriter.write(first.graph()));
        TrainingReport report = first.report();
        assertThat(report.network()).isEqualTo("ensemble of 2, 3");
        assertThat(report.steps()).isZero();
        assertThat(report.imagePasses()).isZero();
        assertThat(report.validationAccuracy()).isBetween(0.0, 1.0);
        assertThat(report.parameters())
                .isEqualTo(Networks.parameterCount(VERSIONS.get(2)) + Networks.parameterCount(VERSIONS.get(3)));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldRefuseWhatMakesNoEnsemble() {
        assertRefused(request(Average.PROBABILITIES, 2), ErrorCode.BAD_ENSEMBLE, "at least two");
        assertRefused(request(Average.PROBABILITIES, 2, 2), ErrorCode.BAD_ENSEMBLE, "each once");
        assertRefused(request(Average.PROBABILITIES, 2, 4), ErrorCode.SIGNATURE_MISMATCH, "[light, dark, mixed]");
        assertRefused(request(Average.PROBABILITIES, 2, 5), ErrorCode.SIGNATURE_MISMATCH, "9x9x1");
    }

    @Test
    void shouldBeServedAsItsMembersAre() {
        // When
        Graph cropped = training()
                .run(request(Average.PROBABILITIES, 6, 7), TrainingListener.NONE)
                .get(0)
                .graph();
        Graph stretched = training()
                .run(request(Average.PROBABILITIES, 2, 3), TrainingListener.NONE)
                .get(0)
                .graph();

        // Then
        assertThat(ModelMetadata.resize(cropped)).isEqualTo(Resize.CROP);
        assertThat(stretched.metadata()).doesNotContainKey(ModelMetadata.RESIZE);
        Graph both = training()
                .run(request(Average.PROBABILITIES, 2, 6), TrainingListener.NONE)
                .get(0)
                .graph();
        assertThat(ModelMetadata.resize(both)).isEqualTo(ShapesPipeline.PIPELINE.resize());
    }

    @Test
    void shouldNoticeAGraphThatComputesSomethingElse() {
        // Given
        Graph merged = training()
                .run(request(Average.PROBABILITIES, 2, 3), TrainingListener.NONE)
                .get(0)
                .graph();
        List<EnsembleMember> members =
                List.of(new EnsembleMember("v2", VERSIONS.get(2)), new EnsembleMember("v3", VERSIONS.get(3)));
        EnsembleCheck.check(merged, members, Average.PROBABILITIES);

        // When one member is counted twice
        List<Node> nodes = new ArrayList<>();
        for (Node node : merged.nodes()) {
            nodes.add(
                    node.name().equals("ensemble.sum1")
                            ? new Node(
                                    node.name(),
                                    "Add",
                                    List.of("v2.probabilities", "v2.probabilities"),
                                    node.outputs(),
                                    Map.of())
                            : node);
        }
        Graph wrong = new Graph(
                merged.name(),
                merged.opset(),
                nodes,
                merged.inputs(),
                merged.outputs(),
                merged.initializers(),
                merged.metadata());

        // Then
        assertThatThrownBy(() -> EnsembleCheck.check(wrong, members, Average.PROBABILITIES))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PARITY_LOST));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTeachAStudentInEveryStep(Average average) {
        // Given an ensemble as the registry gives it back
        Graph merged = training()
                .run(request(average, 2, 3), TrainingListener.NONE)
                .get(0)
                .graph();
        Graph teacher = OnnxReader.read(OnnxWriter.write(merged));

        // When
        TrainedStudent student = training(asked -> teacher)
                .run(distilling(0.9), TrainingListener.NONE)
                .get(0);
        TrainedStudent again = training(asked -> teacher)
                .run(distilling(0.9), TrainingListener.NONE)
                .get(0);
        TrainedStudent ofOne = training(asked -> VERSIONS.get(2))
                .run(distilling(0.9), TrainingListener.NONE)
                .get(0);

        // Then
        Map<String, Tensor> weights = student.graph().initializers();
        assertThat(again.graph().initializers()).isEqualTo(weights);
        assertThat(ofOne.graph().initializers()).isNotEqualTo(weights);
        assertThat(student.report().terms()).anySatisfy(term -> {
            assertThat(term.term()).isEqualTo("soft-targets");
            assertThat(term.mean()).isPositive().isFinite();
            assertThat(term.gradientShare()).isPositive();
        });
    }

    private void assertRefused(TrainingRequest request, ErrorCode code, String word) {
        assertThatThrownBy(() -> training().run(request, TrainingListener.NONE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(word);
    }

    private TrainingRequest request(Average average, int... versions) {
        List<ModelRef> members = new ArrayList<>();
        for (int version : versions) {
            members.add(new ModelRef("shapes", version));
        }
        Ensemble ensemble = new Ensemble(members, average);
        return request(ShapesPipeline.PIPELINE.recipes().get(0).withNetwork(ensemble.describe()), null, ensemble);
    }

    private TrainingRequest distilling(double weight) {
        Recipe recipe = ShapesPipeline.PIPELINE
                .recipes()
                .get(0)
                .withObjective(Recipe.Objective.of(List.of(
                        new ObjectiveTerm.CrossEntropy(1, 0.1),
                        new Distillation.SoftTargets(weight, 4, false, ObjectiveTerm.Rows.ALL))));
        return request(recipe, ShapesPipeline.TEACHER, null);
    }

    private TrainingRequest request(Recipe recipe, ModelRef teacher, Ensemble ensemble) {
        TrainingRequest like = ShapesPipeline.request(
                "r", TrainingRanges.supervised(List.of(log.all(ShapesPipeline.TOPICS.labeled()))));
        return new TrainingRequest(
                like.id(),
                like.model(),
                like.generation(),
                like.student(),
                like.purpose(),
                recipe,
                like.selection(),
                like.seed(),
                teacher,
                like.data(),
                like.log(),
                null,
                ensemble,
                null);
    }

    private StudentTraining training() {
        return training(asked -> VERSIONS.get(asked.version()));
    }

    private StudentTraining training(Teachers teachers) {
        return new StudentTraining(
                ShapesPipeline.PIPELINE,
                log,
                teachers,
                CacheSpace.unlimited(directory),
                new ComputeResources(Compute.cpu(), 1),
                new CheckpointArchive(Optional::empty, directory, Duration.ZERO, System::nanoTime));
    }
}
