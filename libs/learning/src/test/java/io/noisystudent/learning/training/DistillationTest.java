package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.FeatureDistillation.Features;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.learning.checkpoint.Checkpoints;
import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.objective.TermReport;
import io.noisystudent.learning.objective.WeightedLoss;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.features.FeatureValues;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Trainings with the terms of a teacher: a wider network of another family than the student's. */
class DistillationTest {
    private static final ObjectiveTerm LABELED = new ObjectiveTerm.CrossEntropy(.1, 0);
    private static final TrainingOptions OPTIONS = new TrainingOptions(7, 1, 1, Precision.FP32);
    private static final Recipe RECIPE = Patterns.recipe(3, .05, Patterns.SOME_NOISE, 4, 1);
    private static final Graph TEACHER = Networks.build("wrn-10-2", Patterns.SHAPE, Patterns.CLASSES, 9);
    private static final Graph STUDENT = Patterns.network(1);
    private static final TrainingData LABELS =
            TrainingData.of(Patterns.samples(8, 1)).taughtBy(TEACHER);
    private static final TrainingData DATA = LABELS.with(Patterns.pseudoLabeled(Patterns.samples(8, 2)));
    private static final Features LOGITS = new Features(List.of("logits"), List.of("logits"), Rows.ALL);
    private static final Features VECTORS =
            new Features(List.of("pool.flatten"), List.of("pool.flatten"), Rows.LABELED);

    private static final Map<String, Tensor> WITHOUT = weights(LABELED);

    static Stream<Arguments> terms() {
        return Stream.of(
                        new Distillation.SoftTargets(.9, 4, false, Rows.ALL),
                        new Distillation.SoftTargets(9, 2, true, Rows.ALL),
                        new Distillation.SoftTargets(.9, 4, false, Rows.LABELED),
                        new Distillation.SoftTargets(.9, 4, false, Rows.UNLABELED),
                        new Distillation.PermutedPredictions(1, 1, Rows.ALL),
                        new Distillation.PermutedPredictions(1, 4, Rows.UNLABELED),
                        new Distillation.ConfidenceWeighted(1, .1),
                        new Distillation.Decoupled(1, 4, 1, 8, Rows.ALL),
                        new Distillation.LogitMatching(1, false, Rows.ALL),
                        new Distillation.LogitMatching(1, true, Rows.ALL),
                        new ObjectiveTerm.VirtualTeacher(.95, 20, .99, ObjectiveTerm.VirtualForm.PAPER),
                        new ObjectiveTerm.VirtualTeacher(.95, 20, .99, ObjectiveTerm.VirtualForm.REPOSITORY),
                        new FeatureDistillation.AttentionTransfer(
                                1000, FeatureDistillation.AttentionForm.SQUARED, Features.DEFAULT),
                        new FeatureDistillation.SimilarityPreserving(
                                3000, FeatureDistillation.SimilarityForm.GRAM, Features.DEFAULT),
                        new FeatureDistillation.SimilarityPreserving(
                                3000, FeatureDistillation.SimilarityForm.COSINE, LOGITS),
                        new FeatureDistillation.RelationalDistance(
                                25, FeatureDistillation.Difference.HUBER, Features.DEFAULT),
                        new FeatureDistillation.RelationalDistance(25, FeatureDistillation.Difference.L1, LOGITS),
                        new FeatureDistillation.RelationalAngle(50, Features.DEFAULT),
                        new FeatureDistillation.Hint(100, Features.DEFAULT),
                        new FeatureDistillation.Hint(100, VECTORS))
                .map(term -> arguments(term.toString(), term));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("terms")
    void shouldChangeTheWeightsAndReportWhatItDid(String name, ObjectiveTerm term) {
        // When
        TrainingResult result = train(DATA, LABELED, term);

        // Then
        Map<String, Tensor> weights = result.graph().initializers();
        assertThat(weights.keySet()).as("nothing but the student").isEqualTo(WITHOUT.keySet());
        assertThat(weights).isNotEqualTo(WITHOUT);
        TermReport report = result.statistics().terms().get(1);
        assertThat(report.name()).isEqualTo(term.termName());
        assertThat(report.mean()).isGreaterThan(0);
        assertThat(report.gradientShare()).isGreaterThan(1e-6).isLessThan(1);
    }

    @Test
    void shouldLearnFromTheTeacherOnLabeledRowsAlone() {
        // Given a student whose labels weigh nothing
        ObjectiveTerm off = new ObjectiveTerm.CrossEntropy(0, 0);
        ObjectiveTerm soft = new Distillation.SoftTargets(1, 2, false, Rows.ALL);
        Graph teacher = new Training()
                .run(
                        TEACHER,
                        TrainingData.of(Patterns.samples(48, 1)),
                        Patterns.recipe(60, .05, Patterns.NO_NOISE),
                        OPTIONS,
                        TrainingListener.NONE)
                .graph();
        TrainingData data = TrainingData.of(Patterns.samples(48, 1))
                .evaluatedOn(Patterns.samples(100, 3))
                .taughtBy(teacher);
        Recipe recipe =
                Patterns.recipe(100, .05, Patterns.SOME_NOISE).withObjective(Recipe.Objective.of(List.of(off, soft)));

        // When
        double accuracy = new Training()
                .run(STUDENT, data, recipe, OPTIONS, TrainingListener.NONE)
                .statistics()
                .heldOutAccuracy()
                .orElseThrow();

        // Then
        assertThat(accuracy).isGreaterThan(.8);
    }

    @Test
    void shouldLeaveTheTeacherAsItWas() {
        Recipe recipe = recipe(LABELED, new FeatureDistillation.Hint(100, Features.DEFAULT));
        Phase phase = Phase.of(recipe, DATA).get(0);
        Compute compute = Compute.cpu();
        try (Objective objective =
                        RecipeObjective.create(new ObjectiveFactory.Request(recipe, DATA, STUDENT, 1, compute));
                Cohort cohort = new Cohort(List.of(phase), List.of(STUDENT), List.of(objective), compute);
                BatchLoader batches = new BatchLoader(DATA, phase, OPTIONS, STUDENT, cohort.inputs(), 0);
                TeacherPass teachers = new TeacherPass(DATA.teachers(), cohort.inputs(), compute)) {
            Batch batch = batches.next();
            float[] before = answers(teachers, batch);

            // When
            for (int step = 0; step < 2; step++) {
                cohort.differentiate(
                                batch.tensors(),
                                teachers,
                                new StepSeeds(1, step),
                                new Cohort.StepOptions(compute, 1, Optional.empty(), 0, true))
                        .loss()
                        .close();
                cohort.update(step, own -> .1);
            }

            // Then
            assertThat(answers(teachers, batch)).isEqualTo(before);
            assertThat(objective.parameters())
                    .extracting(parameter -> parameter.name())
                    .containsExactly(
                            "1-hint/regressor0.conv.weight",
                            "1-hint/regressor0.conv.bias",
                            "1-hint/regressor0.norm.scale",
                            "1-hint/regressor0.norm.bias");
            assertThat(cohort.state()).containsKey("objective/1-hint/regressor0.conv.weight");
        }
    }

    private static float[] answers(TeacherPass teachers, Batch batch) {
        return NativeScope.call(() -> {
            Activations answer = teachers.of(batch.tensors()).get(0);
            assertThat(answer.kept()).isNotEmpty();
            assertThat(Stream.concat(Stream.of(answer.logits()), answer.kept().values().stream()))
                    .noneMatch(value -> value.requires_grad());
            List<Float> all = new ArrayList<>();
            Stream.concat(Stream.of(answer.logits()), answer.kept().values().stream())
                    .forEach(value -> {
                        for (float number : HostMemory.floats(value)) {
                            all.add(number);
                        }
                    });
            float[] numbers = new float[all.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = all.get(i);
            }
            return numbers;
        });
    }

    @Test
    void shouldLearnFromSeveralTeachers() {
        // Given
        Graph other = Networks.build("wrn-10-2", Patterns.SHAPE, Patterns.CLASSES, 8);
        ObjectiveTerm soft = new Distillation.SoftTargets(.9, 4, false, Rows.ALL);
        ObjectiveTerm attention = new FeatureDistillation.AttentionTransfer(
                1000, FeatureDistillation.AttentionForm.SQUARED, Features.DEFAULT);

        // When
        TrainingResult both = train(DATA.taughtBy(TEACHER, other), LABELED, soft, attention);

        // Then
        for (Graph alone : List.of(TEACHER, other)) {
            assertThat(both.graph().initializers())
                    .isNotEqualTo(train(DATA.taughtBy(alone), LABELED, soft, attention)
                            .graph()
                            .initializers());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resnet-8 | stage1.block1.relu, stage2.block1.relu, stage3.block1.relu | pool.flatten",
                "wrn-10-2 | stage2.block1.1.relu, stage3.block1.1.relu, final.relu | pool.flatten",
                "small-cnn | stage1.1.relu, stage2.2.relu, stage3.2.relu | pool.flatten",
                "mlp |  | layer2.relu"
            })
    void shouldFindWhereStagesEndAndWhatGoesIntoTheClassifier(String network, String stages, String classifierInput) {
        FeatureValues values =
                new FeatureValues(Networks.build(network, Patterns.SHAPE, Patterns.CLASSES, 1), Patterns.SHAPE);

        assertThat(String.join(", ", values.stages())).isEqualTo(stages == null ? "" : stages);
        assertThat(values.classifierInput()).contains(classifierInput);
    }

    @Test
    void shouldRefuseValuesThatDoNotExist() {
        Features unknown = new Features(List.of("stage9"), List.of("final.relu"), Rows.ALL);
        Features weight = new Features(List.of("stage3.block1.relu"), List.of("classifier.weight"), Rows.ALL);

        assertThat(refusal(DATA, new FeatureDistillation.Hint(100, unknown)))
                .extracting(NoisyStudentException::code, NoisyStudentException::subject, Throwable::getMessage)
                .containsExactly(
                        ErrorCode.SIGNATURE_MISMATCH,
                        "objective.hint.student",
                        "objective.hint.student: network resnet-8 has no value 'stage9' for every image; give the"
                                + " output of one of its nodes, such as stage1.block1.relu, stage2.block1.relu,"
                                + " stage3.block1.relu, pool.flatten");
        assertThat(refusal(DATA, new FeatureDistillation.RelationalAngle(50, weight)))
                .hasMessageContaining(
                        "objective.relational-angle.teacher: network wrn-10-2 has no value 'classifier.weight'");
    }

    @Test
    void shouldRefuseValuesThatDoNotFit() {
        Features smaller = new Features(List.of("stage3.block1.relu"), List.of("stage2.block1.1.relu"), Rows.ALL);
        Features vector = new Features(List.of("stage3.block1.relu"), List.of("pool.flatten"), Rows.ALL);

        assertThat(refusal(DATA, new FeatureDistillation.Hint(100, smaller)))
                .extracting(NoisyStudentException::code)
                .isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
        assertThat(refusal(DATA, new FeatureDistillation.Hint(100, smaller)))
                .hasMessageContaining("objective.hint: the student's stage3.block1.relu is [2, 64, 2, 2] and the"
                        + " teacher's stage2.block1.1.relu is [2, 32, 8, 8] for two images, and no regressor"
                        + " with at most 16777216 weights leads from one to the other; name values of nearer size");
        assertThat(refusal(
                        DATA,
                        new FeatureDistillation.AttentionTransfer(1, FeatureDistillation.AttentionForm.NORM, vector)))
                .hasMessageContaining("objective.attention-transfer: ")
                .hasMessageContaining("both must be feature maps (N, C, H, W)");
    }

    @Test
    void shouldExamineEveryTeacher() {
        // Given
        Graph wider = Networks.build("wrn-10-4", Patterns.SHAPE, Patterns.CLASSES, 8);
        Graph flat = Networks.build("mlp", Patterns.SHAPE, Patterns.CLASSES, 8);
        Features last = new Features(List.of("stage3.block1.relu"), List.of("final.relu"), Rows.ALL);

        // Then
        assertThat(refusal(DATA.taughtBy(TEACHER, wider), new FeatureDistillation.Hint(100, last)))
                .hasMessageContaining("the teacher's final.relu is [2, 128, 2, 2] for two images, and another teacher's"
                        + " is [2, 256, 2, 2]")
                .extracting(NoisyStudentException::code)
                .isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
        assertThat(refusal(
                        DATA.taughtBy(TEACHER, flat),
                        new FeatureDistillation.AttentionTransfer(1, FeatureDistillation.AttentionForm.NORM, last)))
                .hasMessageContaining("network mlp has no value 'final.relu'");
        assertThat(train(
                                DATA.taughtBy(TEACHER, wider),
                                LABELED,
                                new FeatureDistillation.SimilarityPreserving(
                                        1, FeatureDistillation.SimilarityForm.GRAM, last))
                        .statistics()
                        .terms())
                .hasSize(2);
    }

    @Test
    void shouldRefuseATeacherThatIsBoundToItsSize() {
        // Given
        TrainingData bound = DATA.taughtBy(Networks.build("mlp", Patterns.SHAPE, Patterns.CLASSES, 9));
        Phases smaller = new Phases(null, new Phases.TrainResolution(6, .4, .01));
        Recipe recipe = recipe(LABELED, new Distillation.SoftTargets(.9, 4, false, Rows.ALL))
                .withPhases(smaller);

        // When
        NoisyStudentException refusal = catchThrowableOfType(NoisyStudentException.class, () -> new Training()
                .run(STUDENT, bound, recipe, OPTIONS, TrainingListener.NONE));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
        assertThat(refusal).hasMessageContaining("network mlp cannot take images of 6x6x1");
        assertThat(new Training()
                        .run(STUDENT, bound, recipe(LABELED).withPhases(smaller), OPTIONS, TrainingListener.NONE)
                        .statistics()
                        .steps())
                .as("where no term asks the teacher")
                .isEqualTo(3);
    }

    @Test
    void shouldCloseWhatWasMadeBeforeARefusal() {
        // Given
        List<String> closed = new ArrayList<>();
        List<Graph> asked = new ArrayList<>();
        Training training = new Training(System::nanoTime, request -> {
            asked.add(request.network());
            if (asked.size() == 2) {
                throw new IllegalStateException("the second one");
            }
            return new Objective(List.of(new WeightedLoss("first", 1, new Closing(closed))));
        });

        // When
        IllegalStateException failure = catchThrowableOfType(
                IllegalStateException.class,
                () -> training.run(
                        List.of(
                                new Training.Student(STUDENT, RECIPE),
                                new Training.Student(Patterns.network(2), RECIPE)),
                        DATA,
                        OPTIONS,
                        TrainingListener.NONE,
                        Checkpoints.NONE));

        // Then
        assertThat(failure).hasMessage("the second one");
        assertThat(closed).containsExactly("first");
    }

    private record Closing(List<String> closed) implements Loss {
        @Override
        public RowKind rows() {
            return RowKind.ALL;
        }

        @Override
        public org.bytedeco.pytorch.Tensor of(LossContext context) {
            return context.logits(rows()).sum();
        }

        @Override
        public void close() {
            closed.add("first");
        }
    }

    @Test
    void shouldRefuseDefaultsThatANetworkDoesNotHave() {
        TrainingData flat = DATA.taughtBy(Networks.build("mlp", Patterns.SHAPE, Patterns.CLASSES, 9));

        assertThat(refusal(flat, new FeatureDistillation.Hint(100, Features.DEFAULT)))
                .hasMessageContaining("objective.hint: the networks have no values that stand for it; name them");
    }

    @Test
    void shouldRefuseToLearnFromATeacherThatIsNotThere() {
        ObjectiveTerm soft = new Distillation.SoftTargets(.9, 4, false, Rows.ALL);

        assertThat(refusal(TrainingData.of(Patterns.samples(8, 1)), soft))
                .extracting(NoisyStudentException::code, NoisyStudentException::subject)
                .containsExactly(ErrorCode.CONFIG_INVALID, "soft-targets");
    }

    @Test
    void shouldRefuseATeacherWithOtherClasses() {
        Graph other = Networks.build("wrn-10-2", Patterns.SHAPE, List.of("a", "b"), 9);

        assertThat(refusal(DATA.taughtBy(other), new Distillation.SoftTargets(.9, 4, false, Rows.ALL)))
                .hasMessageContaining("network wrn-10-2 has 2 classes")
                .extracting(NoisyStudentException::code)
                .isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
    }

    private static NoisyStudentException refusal(TrainingData data, ObjectiveTerm term) {
        return catchThrowableOfType(NoisyStudentException.class, () -> train(data, LABELED, term));
    }

    private static TrainingResult train(TrainingData data, ObjectiveTerm... terms) {
        return new Training().run(STUDENT, data, recipe(terms), OPTIONS, TrainingListener.NONE);
    }

    private static Map<String, Tensor> weights(ObjectiveTerm... terms) {
        return train(DATA, terms).graph().initializers();
    }

    private static Recipe recipe(ObjectiveTerm... terms) {
        return RECIPE.withObjective(Recipe.Objective.of(List.of(terms)));
    }
}
