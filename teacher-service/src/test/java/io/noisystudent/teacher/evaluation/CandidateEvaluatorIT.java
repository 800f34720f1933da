package io.noisystudent.teacher.evaluation;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.LabelingSummary;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.teacher.curriculum.CurriculumEvent;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TeacherMoved;
import io.noisystudent.teacher.testing.Answers;
import io.noisystudent.testkit.registry.FakeRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against a registry's REST interface on the loopback. */
class CandidateEvaluatorIT {
    private static final ModelRef CANDIDATE = new ModelRef("pets", 2);
    private static final ModelRef PEER = new ModelRef("pets", 3);
    private static final TrainingReport REPORT = Answers.report();
    private static final Execution EXECUTION = new Execution("cpu", "fp32", "onnxruntime 1.28.0");
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final PipelineConfig PIPELINE = PipelineConfigReader.parse("""
            pipeline:
              name: pets
              image: {height: 8, width: 8, channels: 1}
              classes: [cat, dog]
              recipes: [{network: mlp, steps: 5}]
            """, "test");

    private final FakeRegistry registry = new FakeRegistry(PIPELINE.classes());

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void shouldPostBothSplitsAndLetTheGateWeighOne() {
        // When
        Evaluated evaluated =
                (Evaluated) evaluator(Split.VALIDATION, Split.TEST, Split.TEST).evaluate(state(Purpose.STUDENT, null));

        // Then
        assertThat(registry.evaluations().keySet()).containsExactlyInAnyOrder("1-validation-v2", "1-test-v2");
        assertThat(registry.promotionRequests()).singleElement().satisfies(request -> assertThat(request.evidence())
                .containsExactly("1-validation-v2"));
        assertThat(evaluated.verdict()).isNotNull();
        assertThat(evaluated.validation().samples()).isEqualTo(1);
        assertThat(evaluated.test().samples()).isEqualTo(2);
        assertThat(evaluated.test().value()).isEqualTo(1);
    }

    @Test
    void shouldKeepTheEvidenceOfEveryStudentOfACohort() {
        // Given
        List<Predictions> predictions = List.of(
                answer(CANDIDATE, List.of(true, true), Split.VALIDATION, Split.TEST),
                answer(PEER, List.of(false, true), Split.VALIDATION, Split.TEST));

        // When
        Evaluated evaluated = (Evaluated) evaluator(PIPELINE, predictions).evaluate(cohort());

        // Then
        assertThat(registry.evaluations().keySet())
                .containsExactlyInAnyOrder("1-validation-v2", "1-test-v2", "1-validation-v3", "1-test-v3");
        assertThat(registry.promotionRequests()).singleElement().satisfies(request -> assertThat(request.evidence())
                .containsExactly("1-validation-v2"));
        assertThat(evaluated.validation().value()).isEqualTo(1);
        assertThat(evaluated.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.model()).isEqualTo(PEER);
            assertThat(peer.validation().value()).isZero();
            assertThat(peer.test().value()).isEqualTo(1);
        });
    }

    @Test
    void shouldDoTheSameAgain() {
        // Given
        CandidateEvaluator evaluator = evaluator(Split.VALIDATION, Split.TEST);
        CurriculumEvent first = evaluator.evaluate(state(Purpose.STUDENT, null));

        // When
        CurriculumEvent second = evaluator.evaluate(state(Purpose.STUDENT, null));

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(registry.evaluations()).hasSize(2);
    }

    @Test
    void shouldNameTheTeacherWhenItIsAnother() {
        // Given
        ModelRef imported = new ModelRef("pets", 7);
        registry.teacher(imported);

        // When
        CurriculumEvent compared = evaluator(Split.VALIDATION).evaluate(state(Purpose.STUDENT, null));
        CurriculumEvent waiting = evaluator(Split.VALIDATION).evaluate(state(Purpose.STUDENT, "a person decides"));

        // Then
        assertThat(List.of(compared, waiting)).containsOnly(new TeacherMoved("1", imported));
        assertThat(registry.teacher("pets")).isEqualTo(imported);
    }

    @Test
    void shouldSayThatTheCandidateWasMadeTeacherByHand() {
        // Given
        registry.teacher(CANDIDATE);

        // When
        CurriculumEvent compared = evaluator(Split.VALIDATION).evaluate(state(Purpose.STUDENT, null));
        CurriculumEvent waiting = evaluator(Split.VALIDATION).evaluate(state(Purpose.STUDENT, "a person decides"));

        // Then
        assertThat(List.of(compared, waiting)).containsOnly(new TeacherMoved("1", CANDIDATE));
    }

    @Test
    void shouldEndWhereTheRegistryHasOtherEvidenceOfTheSameName() {
        // Given
        evaluator(Split.VALIDATION).evaluate(state(Purpose.STUDENT, null));

        // When / Then
        assertThatThrownBy(() -> evaluator(Split.VALIDATION, Split.VALIDATION).evaluate(state(Purpose.STUDENT, null)))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NO_EVIDENCE);
                    assertThat(e.subject()).isEqualTo("1-validation-v2");
                });
    }

    @Test
    void shouldNotAskTheGateWithoutEvidence() {
        assertThatThrownBy(() -> evaluator(Split.TEST).evaluate(state(Purpose.STUDENT, null)))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NO_EVIDENCE);
                    assertThat(e.getMessage()).contains("split=validation");
                });
        assertThat(registry.promotionRequests()).isEmpty();
    }

    @Test
    void shouldNeedNoEvidenceForAGateWithoutRules() {
        // Given
        GateConfig open = new GateConfig(GateConfig.Mode.AUTO, Split.VALIDATION, List.of());

        // When
        Evaluated evaluated = (Evaluated) evaluator(withGate(open), Split.TEST).evaluate(state(Purpose.STUDENT, null));

        // Then
        assertThat(evaluated.verdict()).isNotNull();
        assertThat(evaluated.validation()).isNull();
        assertThat(registry.evaluations()).containsOnlyKeys("1-test-v2");
        assertThat(registry.promotionRequests()).singleElement().satisfies(request -> assertThat(request.evidence())
                .isEmpty());
    }

    private static PipelineConfig withGate(GateConfig gate) {
        return new PipelineConfig(
                PIPELINE.name(),
                PIPELINE.image(),
                PIPELINE.resize(),
                PIPELINE.classes(),
                PIPELINE.splits(),
                PIPELINE.topics(),
                PIPELINE.curriculum(),
                PIPELINE.labeling(),
                PIPELINE.selection(),
                gate,
                PIPELINE.recipes());
    }

    @Test
    void shouldNeverPromoteAControl() {
        // When
        Evaluated evaluated = (Evaluated) evaluator(Split.TEST).evaluate(state(Purpose.CONTROL, null));

        // Then
        assertThat(evaluated.verdict()).isNull();
        assertThat(evaluated.test().samples()).isEqualTo(1);
        assertThat(registry.evaluations()).containsOnlyKeys("control-1-test-v2");
        assertThat(registry.promotionRequests()).isEmpty();
    }

    @Test
    void shouldPostWhatAControlSaysOfItsStudentAboutThatOneToo() {
        // Given
        ModelRef student = new ModelRef("pets", 1);
        List<Predictions> answers = List.of(
                answer(CANDIDATE, List.of(true, false), Split.TEST, Split.TEST),
                answer(student, List.of(true, true), Split.TEST, Split.TEST));

        // When
        Evaluated evaluated = (Evaluated) evaluator(PIPELINE, answers).evaluate(state(Purpose.CONTROL, student, null));

        // Then
        assertThat(evaluated.verdict()).isNull();
        assertThat(registry.promotionRequests()).isEmpty();
        assertThat(registry.evaluations()).containsOnlyKeys("control-1-test-v2", "control-1-test-v1");
        ModelEvaluation ofStudent = registry.evaluations().get("control-1-test-v1");
        assertThat(ofStudent.model()).isEqualTo(student);
        assertThat(ofStudent.metrics().top1()).isEqualTo(1);
        assertThat(ofStudent.comparison().incumbent()).isEqualTo(CANDIDATE);
        assertThat(ofStudent.comparison().difference()).isEqualTo(0.5);
        assertThat(registry.evaluations().get("control-1-test-v2").comparison().onlyIncumbent())
                .isEqualTo(1);
    }

    @Test
    void shouldOnlyAskTheGateAgainWhileAPersonDecides() {
        // Given
        registry.decide(Verdict.Outcome.PENDING);
        evaluator(Split.VALIDATION, Split.TEST).evaluate(state(Purpose.STUDENT, null));
        Map<String, ModelEvaluation> posted = registry.evaluations();
        int calls = registry.requests();

        // When
        evaluator().evaluate(state(Purpose.STUDENT, "a person has to decide"));

        // Then
        assertThat(registry.evaluations()).isEqualTo(posted);
        assertThat(registry.promotionRequests()).hasSize(2);
        assertThat(registry.requests()).as("it asks the gate, and nothing else").isEqualTo(calls + 1);
    }

    /** One right answer per split. */
    private CandidateEvaluator evaluator(Split... splits) {
        return evaluator(PIPELINE, splits);
    }

    private CandidateEvaluator evaluator(PipelineConfig pipeline, Split... splits) {
        return evaluator(pipeline, List.of(answer(CANDIDATE, Collections.nCopies(splits.length, true), splits)));
    }

    private CandidateEvaluator evaluator(PipelineConfig pipeline, List<Predictions> predictions) {
        return new CandidateEvaluator(pipeline, new RegistryClient(registry.uri()), answers -> predictions, CLOCK);
    }

    @Test
    void shouldCompareWithTheVersionsThatTheGateNames() {
        // Given
        GateConfig gate = new GateConfig(
                GateConfig.Mode.AUTO,
                Split.VALIDATION,
                List.of(loss("9"), loss("teacher"), loss("parent"), new GateRule.MaxLatency(1)));
        ModelRef teacher = new ModelRef("pets", 1);
        List<Predictions> answers = List.of(
                answer(CANDIDATE, List.of(true, false), new Latency(3, 2, 25, EXECUTION), Split.VALIDATION, Split.TEST),
                answer(CANDIDATE, List.of(), new Latency(6, 3, 25, EXECUTION)),
                answer(teacher, List.of(true, true), Split.VALIDATION, Split.TEST),
                answer(new ModelRef("pets", 9), List.of(false, true), Split.VALIDATION, Split.TEST));

        // When
        evaluator(withGate(gate), answers).evaluate(state(Purpose.STUDENT, teacher, null));

        // Then
        Map<String, ModelEvaluation> posted = registry.evaluations();
        assertThat(posted)
                .containsOnlyKeys("1-validation-v2", "1-test-v2", "1-validation-v2-against-v9", "1-test-v2-against-v9");
        assertThat(posted.get("1-validation-v2").comparison().incumbent()).isEqualTo(teacher);
        assertThat(posted.get("1-validation-v2-against-v9").comparison()).satisfies(pairs -> {
            assertThat(pairs.incumbent()).isEqualTo(new ModelRef("pets", 9));
            assertThat(pairs.onlyCandidate()).isEqualTo(1);
        });
        assertThat(posted.values())
                .as("the slowest of the labelers, for an image")
                .extracting(ModelEvaluation::latency)
                .containsOnly(new Latency(6, 3, 25, EXECUTION));
        assertThat(registry.promotionRequests()).singleElement().satisfies(request -> assertThat(request.evidence())
                .containsExactly("1-validation-v2", "1-validation-v2-against-v9"));
    }

    @Test
    void shouldNotAskTheGateAboutAVersionOfWhichNothingWasPredicted() {
        GateConfig gate = new GateConfig(GateConfig.Mode.AUTO, Split.VALIDATION, List.of(loss("9")));

        assertThatThrownBy(() -> evaluator(withGate(gate), Split.VALIDATION).evaluate(state(Purpose.STUDENT, null)))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NO_EVIDENCE);
                    assertThat(e.getMessage()).contains("pets/9", "open another generation");
                });
        assertThat(registry.promotionRequests()).isEmpty();
    }

    private static GateRule loss(String against) {
        return new GateRule.MaxLoss(0.02, against, GateRule.MaxLoss.Smaller.FILE, null);
    }

    private static Predictions answer(ModelRef model, List<Boolean> right, Split... splits) {
        return answer(model, right, null, splits);
    }

    private static Predictions answer(ModelRef model, List<Boolean> right, @Nullable Latency latency, Split... splits) {
        int rows = splits.length;
        float[] probabilities = new float[2 * rows];
        long[] offsets = new long[rows];
        for (int row = 0; row < rows; row++) {
            probabilities[2 * row + (right.get(row) ? 0 : 1)] = 1;
            offsets[row] = row;
        }
        return new Predictions(
                "1-e-2-0",
                "1",
                model,
                new LogRange("pets.labeled", 0, 0, 10),
                new SamplePositions(offsets, new int[rows]),
                Collections.nCopies(rows, 0),
                List.of(splits),
                new ProbabilityMatrix(2, probabilities),
                List.of(),
                latency == null ? null : latency.execution(),
                latency,
                null);
    }

    private static Evaluating state(Purpose purpose, @Nullable String pending) {
        return state(purpose, null, pending);
    }

    private static Evaluating state(Purpose purpose, @Nullable ModelRef opponent, @Nullable String pending) {
        GenerationPlan plan = plan(purpose, opponent, null);
        StudentResult student = new StudentResult("1-s0", CANDIDATE, REPORT, null, null);
        return new Evaluating(
                plan, LabelingSummary.NONE, List.of(student), student, List.of(), Map.of("1-e-2-0", 3L), pending);
    }

    private static Evaluating cohort() {
        StudentResult peer = new StudentResult("1-s0", PEER, REPORT, null, null);
        StudentResult student = new StudentResult("1-s1", CANDIDATE, REPORT, null, null);
        return new Evaluating(
                plan(Purpose.STUDENT, null, List.of(PIPELINE.recipe(0))),
                LabelingSummary.NONE,
                List.of(peer, student),
                student,
                List.of(),
                Map.of("1-e-2-0", 3L, "1-e-3-0", 4L),
                null);
    }

    private static GenerationPlan plan(Purpose purpose, @Nullable ModelRef opponent, @Nullable List<Recipe> peers) {
        return new GenerationPlan(
                purpose == Purpose.CONTROL ? "control-1" : "1",
                1,
                purpose,
                "because",
                PIPELINE.recipe(0),
                opponent,
                List.of(new LogRange("pets.labeled", 0, 0, 10)),
                List.of(),
                10,
                List.of(),
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                peers,
                null,
                null);
    }
}
