package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.OmittedClass;
import io.noisystudent.contracts.event.Specialist;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StudentTrainingTest {
    private static final String UNLABELED = ShapesPipeline.TOPICS.unlabeled();

    @TempDir
    private Path directory;

    private final TopicLogs log = new TopicLogs();

    @BeforeEach
    void fill() {
        for (int i = 0; i < 6; i++) {
            String label = ShapesPipeline.PIPELINE.classes().get(i % 3);
            log.append(
                    ShapesPipeline.TOPICS.labeled(),
                    "l" + i,
                    ShadedImages.png(i),
                    Map.of("label", label, "split", "train"));
            log.append(
                    ShapesPipeline.TOPICS.labeled(),
                    "v" + i,
                    ShadedImages.png(6 + i),
                    Map.of("label", label, "split", "validation"));
        }
        log.append(UNLABELED, "u", ShadedImages.npy(12, 3), Map.of());
        ShapesPipeline.append(
                log,
                ShapesPipeline.answer(
                        "1-0",
                        new LogRange(UNLABELED, 0, 0, 1),
                        new long[3],
                        new int[] {0, 1, 2},
                        0.8f,
                        0.1f,
                        0.1f,
                        0.1f,
                        0.8f,
                        0.1f,
                        0.1f,
                        0.1f,
                        0.8f));
    }

    @Test
    void shouldGiveEqualWeightsForEqualRequests() {
        // Given
        TrainingRequest request = ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3));

        // When
        TrainedStudent first = run(request);
        TrainedStudent second = run(request);

        // Then
        assertThat(OnnxWriter.write(first.graph())).isEqualTo(OnnxWriter.write(second.graph()));
        TrainingReport report = first.report();
        assertThat(report.steps()).isEqualTo(6);
        assertThat(report.imagePasses())
                .as("4 labeled and 16 pseudo-labeled rows per step")
                .isEqualTo(6 * 20);
        assertThat(report.labeled()).isEqualTo(6);
        assertThat(report.accepted()).isEqualTo(3);
        assertThat(report.selected()).isEqualTo(3);
        assertThat(report.duplicates()).isZero();
        assertThat(report.selectedPerClass()).containsExactly(1, 1, 1);
        assertThat(report.validationAccuracy()).isBetween(0.0, 1.0);
        assertThat(report.teacherTemperature()).isNull();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldTrainOnPseudoLabels() {
        // Given
        TrainingRequest request = ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3));
        TrainingRanges supervised = TrainingRanges.supervised(request.data().labeled());

        // When
        TrainedStudent student = run(request);
        TrainedStudent alone = run(ShapesPipeline.request("r", supervised));

        // Then
        assertThat(OnnxWriter.write(student.graph())).isNotEqualTo(OnnxWriter.write(alone.graph()));
        assertThat(alone.report().accepted()).isZero();
        assertThat(alone.report().imagePasses()).isEqualTo(6 * 4);
        assertThat(alone.report().selectedPerClass()).isEmpty();
    }

    @Test
    void shouldDistillFromTheTeacherOnLabeledImagesAlone() {
        // Given
        Graph teacher = Networks.build("mlp", ShadedImages.SHAPE, ShapesPipeline.PIPELINE.classes(), 99);
        TrainingRequest request = ShapesPipeline.request(
                "r", TrainingRanges.supervised(ShapesPipeline.data(log, 1, 3).labeled()));

        // When
        TrainedStudent student = training(asked -> teacher)
                .run(distilling(request, 0.9), TrainingListener.NONE)
                .get(0);
        TrainedStudent off = training(asked -> teacher)
                .run(distilling(request, 0), TrainingListener.NONE)
                .get(0);

        // Then
        assertThat(OnnxWriter.write(student.graph())).isNotEqualTo(OnnxWriter.write(off.graph()));
        assertThat(student.report().accepted()).isZero();
        assertThat(student.report().imagePasses()).isEqualTo(6 * 4);
        assertThat(student.report().terms()).anySatisfy(term -> {
            assertThat(term.term()).isEqualTo("soft-targets");
            assertThat(term.mean()).isPositive();
            assertThat(term.gradientShare()).isPositive();
        });
    }

    /** A replay trains from the request alone. */
    @Test
    void shouldWeighVotesAgainAsTheRequestSays() {
        // Given
        for (int i = 0; i < 4; i++) {
            String votes = "{\"ann\": \"dark\", \"bob\": \"" + (i < 3 ? "dark" : "light") + "\", \"eve\": \"mixed\"}";
            log.append(
                    ShapesPipeline.TOPICS.labeled(),
                    "votes" + i,
                    ShadedImages.png(20 + i),
                    Map.of("votes", votes, "split", "train"));
        }
        log.append(
                ShapesPipeline.TOPICS.labeled(),
                "doubt",
                ShadedImages.png(30),
                Map.of("label", "{\"dark\": 0.7, \"mixed\": 0.3}", "split", "train"));
        TrainingRanges data = TrainingRanges.supervised(List.of(log.all(ShapesPipeline.TOPICS.labeled())));
        SelectionConfig mean = new SelectionConfig(
                SelectionConfig.AUTO, true, null, null, null, null, null, SelectionConfig.Votes.MEAN);

        // When
        TrainedStudent first = run(ShapesPipeline.request("r", data));
        TrainedStudent second = run(ShapesPipeline.request("r", data));
        TrainedStudent other = run(ShapesPipeline.request("r", data, mean));

        // Then
        assertThat(OnnxWriter.write(second.graph()))
                .isEqualTo(OnnxWriter.write(first.graph()))
                .isNotEqualTo(OnnxWriter.write(other.graph()));
        assertThat(second.report().doubt()).isEqualTo(first.report().doubt()).isNotNull();
        assertThat(requireNonNull(first.report().doubt()).voted()).isEqualTo(4);
        assertThat(requireNonNull(first.report().doubt()).distributions()).isOne();
    }

    /** The first one of the cohort asks no teacher. */
    @Test
    void shouldAskTheTeacherWhereOneOfSeveralStudentsDoes() {
        // Given
        TrainingRequest first = ShapesPipeline.cohort(ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3)));
        TrainingRequest.Peer peer = requireNonNull(first.peers()).get(0);
        Recipe taught = peer.recipe()
                .withObjective(Recipe.Objective.of(List.of(
                        new ObjectiveTerm.CrossEntropy(1, 0),
                        new ObjectiveTerm.Mutual(1, ObjectiveTerm.Update.SIMULTANEOUS, ObjectiveTerm.Rows.ALL),
                        new Distillation.SoftTargets(0.9, 4, false, ObjectiveTerm.Rows.ALL))));
        TrainingRequest cohort = new TrainingRequest(
                first.id(),
                first.model(),
                first.generation(),
                first.student(),
                first.purpose(),
                first.recipe(),
                first.selection(),
                first.seed(),
                first.teacher(),
                first.data(),
                first.log(),
                List.of(new TrainingRequest.Peer(peer.id(), peer.student(), taught, peer.seed())),
                null,
                null);

        // When
        List<TrainedStudent> students = training(asked -> network(99)).run(cohort, TrainingListener.NONE);

        // Then
        assertThat(students.get(0).report().terms())
                .extracting(TrainingReport.TermSummary::term)
                .doesNotContain("soft-targets");
        assertThat(students.get(1).report().terms()).anySatisfy(term -> {
            assertThat(term.term()).isEqualTo("soft-targets");
            assertThat(term.mean()).isPositive();
        });
    }

    @Test
    void shouldSayWhatAStudentKnowsOfAClassThatItWasNotShown() {
        // Given
        Graph teacher = network(99);
        TrainingRequest request = distilling(ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3)), 0.9);

        // When
        TrainedStudent student = training(asked -> teacher)
                .run(omitting("mixed", request), TrainingListener.NONE)
                .get(0);
        TrainedStudent all =
                training(asked -> teacher).run(request, TrainingListener.NONE).get(0);

        // Then neither its labeled images were learned, nor those that the teacher takes for it
        TrainingReport report = student.report();
        assertThat(report.labeled()).isEqualTo(4);
        assertThat(report.selectedPerClass()).containsExactly(1, 1, 0);
        assertThat(OnnxWriter.write(student.graph())).isNotEqualTo(OnnxWriter.write(all.graph()));
        assertThat(all.report().omitted()).isNull();

        // And the split validation has it still
        OmittedClass omitted = requireNonNull(report.omitted()).get(0);
        assertThat(omitted.name()).isEqualTo("mixed");
        assertThat(omitted.images()).isEqualTo(6);
        assertThat(omitted.ofClass()).isEqualTo(2);
        int answers = 2 - omitted.corrected().missed() + omitted.corrected().mistaken();
        assertThat(answers).as("as often predicted as it occurs").isEqualTo(2);
        assertThatThrownBy(() -> training(asked -> teacher).run(omitting("grey", request), TrainingListener.NONE))
                .hasMessageContaining("the recipe omits [grey], and the classes are [dark, light, mixed]");
    }

    private static TrainingRequest omitting(String name, TrainingRequest request) {
        return like(request, request.recipe().withOmitClasses(List.of(name)), null, null);
    }

    /** Each of the three classes is a cluster, from what labelers have stored and from what the trainer computes. */
    @Test
    void shouldTrainSpecialistsAndMakeOneVersionOfThem() {
        // Given
        Map<ModelRef, Graph> versions = new HashMap<>(Map.of(ShapesPipeline.TEACHER, network(99)));
        TrainingRequest stored = ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3));

        // When
        List<String> known = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            TrainedStudent specialist = specialist(stored, number, versions);
            known.addAll(requireNonNull(specialist.report().known()));
            versions.put(new ModelRef("shapes", 1 + number), specialist.graph());
            assertThat(ModelMetadata.classes(specialist.graph())).contains(ShapesPipeline.PIPELINE.classes());
            assertThat(specialist.report().validationAccuracy()).isBetween(0.0, 1.0);
        }

        // Then
        assertThat(known).containsExactlyInAnyOrder("dark", "light", "mixed");
        List<ModelRef> members =
                List.of(new ModelRef("shapes", 2), new ModelRef("shapes", 3), new ModelRef("shapes", 4));
        Ensemble ensemble = Ensemble.ofSpecialists(ShapesPipeline.TEACHER, members);
        TrainedStudent together = training(versions::get)
                .run(like(stored, stored.recipe(), ensemble, null), TrainingListener.NONE)
                .get(0);
        assertThat(ModelMetadata.classes(together.graph())).contains(ShapesPipeline.PIPELINE.classes());
        assertThat(OnnxWriter.write(training(versions::get)
                        .run(like(stored, stored.recipe(), ensemble, null), TrainingListener.NONE)
                        .get(0)
                        .graph()))
                .as("the same again")
                .isEqualTo(OnnxWriter.write(together.graph()));
        assertThat(together.report().steps()).isZero();

        // And a version that is no specialist is none here
        versions.put(new ModelRef("shapes", 3), network(5));
        assertThatThrownBy(() -> training(versions::get)
                        .run(like(stored, stored.recipe(), ensemble, null), TrainingListener.NONE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_ENSEMBLE))
                .hasMessageContaining("v3 does not say which classes it tells apart");

        // When the trainer predicts the labeled images itself
        TrainingRequest computed = like(
                ShapesPipeline.request(
                        "r", TrainingRanges.supervised(stored.data().labeled())),
                stored.recipe(),
                null,
                null);
        assertThat(requireNonNull(specialist(computed, 1, versions).report().known()))
                .hasSize(1);
    }

    private TrainedStudent specialist(TrainingRequest request, int number, Map<ModelRef, Graph> versions) {
        return training(versions::get)
                .run(like(request, request.recipe(), null, new Specialist(number, 3)), TrainingListener.NONE)
                .get(0);
    }

    private static TrainingRequest like(
            TrainingRequest request, Recipe recipe, @Nullable Ensemble ensemble, @Nullable Specialist specialist) {
        return new TrainingRequest(
                request.id(),
                request.model(),
                request.generation(),
                request.student(),
                request.purpose(),
                recipe,
                request.selection(),
                request.seed(),
                ShapesPipeline.TEACHER,
                request.data(),
                request.log(),
                null,
                ensemble,
                specialist);
    }

    /** A request of a time when images were stretched gives the file that it gave then. */
    @Test
    void shouldWriteIntoTheFileHowImagesWereResized() {
        // Given
        TrainingRequest old = ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3));
        TrainingRequest request =
                ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3).resizedBy(Resize.CROP));

        // When
        Graph before = file(old);
        Graph now = file(request);

        // Then: these images are square
        assertThat(before.metadata()).doesNotContainKey(ModelMetadata.RESIZE);
        assertThat(ModelMetadata.resize(before)).isEqualTo(Resize.STRETCH);
        assertThat(ModelMetadata.resize(now)).isEqualTo(Resize.CROP);
        assertThat(now.initializers()).isEqualTo(before.initializers());
    }

    private Graph file(TrainingRequest request) {
        return OnnxReader.read(StudentRegistration.file(run(request), new Lineage(request, Map.of())));
    }

    private static TrainingRequest distilling(TrainingRequest request, double weight) {
        Recipe.Objective objective = Recipe.Objective.of(List.of(
                new ObjectiveTerm.CrossEntropy(1, 0.1),
                new Distillation.SoftTargets(weight, 4, false, ObjectiveTerm.Rows.ALL)));
        return like(request, request.recipe().withObjective(objective), null, null);
    }

    @Test
    void shouldBeginWithTheTeachersWeightsIfAsked() {
        // Given steps that are far too small for a weight; a bias of 0 they do move
        Graph teacher = Networks.build("mlp", ShadedImages.SHAPE, ShapesPipeline.PIPELINE.classes(), 99);
        TrainingRequest cold = still(ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3)), false);
        TrainingRequest warm = still(cold, true);

        // When
        Graph fresh = training(ShapesPipeline.NO_TEACHERS)
                .run(cold, TrainingListener.NONE)
                .get(0)
                .graph();
        Graph student = training(asked -> teacher)
                .run(warm, TrainingListener.NONE)
                .get(0)
                .graph();

        // Then
        for (String weight : List.of("layer1.weight", "layer2.weight", "classifier.weight")) {
            assertThat(student.initializers().get(weight))
                    .isEqualTo(teacher.initializers().get(weight))
                    .isNotEqualTo(fresh.initializers().get(weight));
        }
    }

    /** Its teacher is an imported network, and labels nothing, whatever the recipe of its student asks for. */
    @Test
    void shouldBeginAControlWithTheWeightsOfAVersion() {
        // Given
        Graph imported = network(99);
        TrainingRequest student = still(ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3)), true);
        Recipe recipe = student.recipe()
                .withNetwork(Recipe.TEACHERS_NETWORK)
                .withObjective(new Recipe.Objective(true, 1, 0.1, null, null, new Recipe.OnlineLabels(0)));
        TrainingRequest control = ShapesPipeline.control(new TrainingRequest(
                "control-1-s0",
                student.model(),
                1,
                0,
                student.purpose(),
                recipe,
                student.selection(),
                student.seed(),
                ShapesPipeline.TEACHER,
                TrainingRanges.supervised(student.data().labeled()),
                null,
                null,
                null,
                null));

        // When
        TrainedStudent trained =
                training(asked -> imported).run(control, TrainingListener.NONE).get(0);

        // Then
        assertThat(trained.graph().initializers().get("layer1.weight"))
                .isEqualTo(imported.initializers().get("layer1.weight"));
        assertThat(trained.report().selected()).isZero();
        assertThat(trained.report().imagePasses()).isEqualTo(6 * 4);
    }

    @Test
    void shouldBeginWithTheVersionThatTheRecipeNames() {
        // Given
        Graph registered = network(99);
        TrainingRequest request = still(ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3)), false);
        TrainingRequest named = ShapesPipeline.with(request.recipe().withNetwork("version:12"), request);
        List<ModelRef> asked = new ArrayList<>();

        // When
        Graph student = training(version -> {
                    asked.add(version);
                    return registered;
                })
                .run(named, TrainingListener.NONE)
                .get(0)
                .graph();

        // Then
        assertThat(asked).containsExactly(new ModelRef(request.model(), 12));
        assertThat(student.initializers().get("layer1.weight"))
                .isEqualTo(registered.initializers().get("layer1.weight"));
    }

    @Test
    void shouldNotTrainATeachersNetworkThatCanOnlyBeServed() {
        // Given
        Graph mlp = network(1);
        List<Node> nodes = mlp.nodes().stream()
                .map(node -> node.operator().equals("Relu")
                        ? new Node(node.name(), "Selu", node.inputs(), node.outputs(), node.attributes())
                        : node)
                .toList();
        Graph teacher = new Graph(
                mlp.name(), mlp.opset(), nodes, mlp.inputs(), mlp.outputs(), mlp.initializers(), mlp.metadata());
        TrainingRequest request = ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3));
        Recipe of = request.recipe();
        Recipe recipe = new Recipe(
                Recipe.TEACHERS_NETWORK,
                of.epochs(),
                of.steps(),
                of.batchSize(),
                of.unlabeledRatio(),
                of.objective(),
                of.optimizer(),
                of.noise(),
                of.movingAverageDecay(),
                of.phases(),
                null,
                null);

        // Then
        assertThatThrownBy(() ->
                        training(asked -> teacher).run(ShapesPipeline.with(recipe, request), TrainingListener.NONE))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.UNSUPPORTED_OPERATOR))
                .hasMessageContaining("(Selu)");
    }

    private static TrainingRequest still(TrainingRequest request, boolean warmStart) {
        Recipe recipe = request.recipe();
        OptimizerConfig nowhere = new OptimizerConfig(1e-30, 0, 0, 0, null, null, null, null, warmStart, null, null);
        return ShapesPipeline.with(recipe.withOptimizer(nowhere), request);
    }

    @Test
    void shouldLetTheTeacherLabelViews() {
        // Given two teachers that say other things of the same images
        TrainingRequest stored = ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3));
        TrainingRequest online = ShapesPipeline.with(
                stored.recipe()
                        .withObjective(new Recipe.Objective(true, 1, 0.1, null, null, new Recipe.OnlineLabels(0))),
                stored);

        // When
        Graph one = training(asked -> network(1))
                .run(online, TrainingListener.NONE)
                .get(0)
                .graph();
        Graph other = training(asked -> network(2))
                .run(online, TrainingListener.NONE)
                .get(0)
                .graph();
        Graph same = training(asked -> network(2))
                .run(online, TrainingListener.NONE)
                .get(0)
                .graph();

        // Then
        assertThat(other.initializers()).isNotEqualTo(one.initializers()).isEqualTo(same.initializers());
    }

    private static Graph network(long seed) {
        return Networks.build("mlp", ShadedImages.SHAPE, ShapesPipeline.PIPELINE.classes(), seed);
    }

    @Test
    void shouldCalibrateOnTheValidationSplit() {
        // Given a teacher that is the network of a training
        Graph teacher = run(ShapesPipeline.request(
                        "t", TrainingRanges.supervised(List.of(log.all(ShapesPipeline.TOPICS.labeled())))))
                .graph();
        SelectionConfig calibrated = new SelectionConfig(SelectionConfig.AUTO, true, null, null, null, true);

        // When
        TrainedStudent student = training(asked -> {
                    assertThat(asked).isEqualTo(ShapesPipeline.TEACHER);
                    return teacher;
                })
                .run(ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3), calibrated), TrainingListener.NONE)
                .get(0);

        // Then
        assertThat(student.report().teacherTemperature()).isBetween(0.2, 20.0);
    }

    @Test
    void shouldTrainACohortFromTheRequestOfEachStudent() {
        // Given
        TrainingRequest request = ShapesPipeline.cohort(ShapesPipeline.request(
                "0-s0", TrainingRanges.supervised(List.of(log.all(ShapesPipeline.TOPICS.labeled())))));
        TrainingRequest second = request.cohort().get(1);
        StudentTraining training = training(ShapesPipeline.NO_TEACHERS);

        // When
        List<TrainedStudent> students = training.run(request, TrainingListener.NONE);
        List<TrainedStudent> again = training.run(second, TrainingListener.NONE);

        // Then
        assertThat(students)
                .extracting(student -> student.report().network())
                .containsExactly(request.recipe().network(), second.recipe().network());
        for (int i = 0; i < 2; i++) {
            assertThat(again.get(i).graph().initializers())
                    .isEqualTo(students.get(i).graph().initializers());
            assertThat(students.get(i).report().terms())
                    .extracting(TrainingReport.TermSummary::term)
                    .containsExactly("cross-entropy", "mutual");
            assertThat(students.get(i).report().terms()).allMatch(term -> term.gradientShare() > 0);
        }
        assertThat(students.get(0).report().parameters())
                .isNotEqualTo(students.get(1).report().parameters());
    }

    @Test
    void shouldRefuseToTrainWithoutLabels() {
        // Given
        TrainingRanges nothing = TrainingRanges.supervised(List.of(new LogRange("shapes.labeled", 0, 0, 0)));

        // When / Then
        assertThatThrownBy(() -> run(ShapesPipeline.request("r", nothing)))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_TRAINING_DATA));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldKeepToTheQuotaAndBeAsGoodAsNewAfterwards() {
        // Given room for the 12 labeled images and two of the three others
        CacheSpace space = new CacheSpace(directory, 14L * ShadedImages.SHAPE.bytes());
        StudentTraining training = training(ShapesPipeline.NO_TEACHERS, space);
        TrainingRequest tooLarge = ShapesPipeline.request("r", ShapesPipeline.data(log, 1, 3));

        // When / Then
        assertThatThrownBy(() -> training.run(tooLarge, TrainingListener.NONE))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL))
                .hasMessageContaining("noisystudent.trainer.cache-quota");
        TrainingRequest small = ShapesPipeline.request(
                "s", TrainingRanges.supervised(List.of(log.all(ShapesPipeline.TOPICS.labeled()))));
        assertThat(training.run(small, TrainingListener.NONE).get(0).report().labeled())
                .isEqualTo(6);
        assertThat(directory).isEmptyDirectory();
    }

    private TrainedStudent run(TrainingRequest request) {
        return training(ShapesPipeline.NO_TEACHERS)
                .run(request, TrainingListener.NONE)
                .get(0);
    }

    private StudentTraining training(Teachers teachers) {
        return training(teachers, CacheSpace.unlimited(directory));
    }

    private StudentTraining training(Teachers teachers, CacheSpace space) {
        ComputeResources machine = new ComputeResources(Compute.cpu(1, Precision.FP32, Kernels.AUTO), 1);
        return new StudentTraining(
                ShapesPipeline.PIPELINE,
                log,
                teachers,
                space,
                machine,
                new CheckpointArchive(Optional::empty, directory, Duration.ZERO, System::nanoTime));
    }
}
