package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Finished;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Open;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Wait;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Evaluated;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Observed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TrainingReported;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What curricula with a teacher in every step decide, from observations alone. */
class TaughtRulesTest {
    private static final Map<String, Long> PARAMETERS =
            Map.of("big", 10_000L, "mid", 3_000L, "low", 1_100L, "tiny", 1_000L);
    private static final String SOFT =
            "objective: [{cross-entropy: {weight: 0.1, label-smoothing: 0.05}}, soft-targets]";
    private static final String REFINED = "objective: [{soft-targets: {weight: 1, temperature: 1}}]";
    private static final String TEACHER = "{network: big, steps: 5, batch-size: 10, learning-rate: 0.1}";
    private static final String STUDENT =
            "{network: tiny, steps: 5, batch-size: 20, learning-rate: 0.2, early-stopping: {}, " + SOFT + "}";

    private PipelineConfig pipeline = pipeline("distillation", TEACHER, STUDENT);
    private CurriculumRules rules = rules(pipeline);
    private Drive drive = new Drive(pipeline, rules);
    private int version;
    private @Nullable ModelVersion named;

    @Test
    void shouldDistillOneStudentOfATeacherThatItTrainedFirst() {
        // When
        GenerationPlan first = open(null);
        decide(first, 0.9, Outcome.PROMOTED);
        GenerationPlan student = open(model(1));
        decide(student, 0.8, Outcome.REJECTED);

        // Then
        assertThat(first.recipe()).isEqualTo(pipeline.recipe(0));
        assertThat(first.teacher()).isNull();
        assertThat(student.recipe()).isEqualTo(pipeline.recipe(1));
        assertThat(student.teacher()).isEqualTo(model(1));
        assertThat(student.unlabeled()).isNotEmpty();
        assertThat(student.reason()).isEqualTo("the student tiny of pets/1");
        assertThat(List.of(first, student))
                .extracting(GenerationPlan::curriculum)
                .containsOnly("distillation");
        assertFinished(model(1), "the student tiny of pets/1, was weighed; waiting for a request");
        assertFinished(model(2), "pets/2, the student tiny of pets/1, was weighed");
    }

    @Test
    void shouldDistillFromAFirstTeacherThatTheGateRefused() {
        // Given
        decide(open(null), 0.2, Outcome.REJECTED);

        // Then
        assertThat(open(null).teacher()).isEqualTo(model(1));
    }

    @Test
    void shouldTrainOnLabelsAloneWithTheTeacherInTheRequest() {
        // Given
        use("{distillation: {transfer-set: labeled}}", TEACHER, STUDENT);
        decide(open(null), 0.9, Outcome.PROMOTED);

        // When
        GenerationPlan student = openUnlabeled(model(1), 0);

        // Then
        assertThat(student.unlabeled()).isEmpty();
        assertThat(drive.state("1")).isInstanceOf(GenerationState.Training.class);
        assertThat(drive.requests("1")).singleElement().satisfies(request -> {
            assertThat(request.teacher()).isEqualTo(model(1));
            assertThat(request.data().labelingTasks()).isZero();
        });
    }

    @Test
    void shouldWaitForUnlabeledImagesOfTheTransferSet() {
        // Given
        decide(open(null), 0.9, Outcome.PROMOTED);

        // When
        CurriculumDecision decision = rules.next(drive.generations, Fixture.seen(model(1), 40, 0));

        // Then
        assertThat(decision).isEqualTo(new Wait("waiting for unlabeled images"));
        assertThat(rules.next(drive.generations, Fixture.growing(Fixture.seen(model(1), 40, 400))))
                .isInstanceOf(Wait.class);
    }

    @Test
    void shouldDistillTheVersionThatIsNamedAndNoOther() {
        // Given
        use("{distillation: {teacher: 7}}", STUDENT);
        named = imported(7);

        // When
        GenerationPlan student = open(model(3));
        decide(student, 0.8, Outcome.PROMOTED);

        // Then
        assertThat(student.teacher()).isEqualTo(model(7));
        assertThat(student.number()).isEqualTo(1);
        assertFinished(model(1), "was weighed");
        named = imported(8);
        assertThat(open(model(1)).teacher()).isEqualTo(model(8));
    }

    @Test
    void shouldCompareADistilledStudentWithItselfAlone() {
        // Given
        use("distillation, control: {match: images}", TEACHER, STUDENT);
        decide(open(null), 0.9, Outcome.PROMOTED);
        decide(open(model(1)), 0.8, Outcome.REJECTED);

        // When
        GenerationPlan control = open(model(1));

        // Then 40,000 image passes of the student, none of its teacher, in steps of 20 rows
        assertThat(control.id()).isEqualTo("control-1");
        assertThat(control.recipe().network()).isEqualTo("tiny");
        assertThat(control.recipe().steps()).isEqualTo(2000);
        assertThat(control.recipe().optimizer()).isEqualTo(pipeline.recipe(1).optimizer());
        assertThat(control.recipe().objectiveTerms()).containsExactly(new ObjectiveTerm.CrossEntropy(1, 0.05));
        assertThat(control.recipe().earlyStopping()).isNull();
        assertThat(ControlComparison.of(drive.generations))
                .singleElement()
                .satisfies(beside -> assertThat(beside.student().imagePasses()).isEqualTo(40_000));
        decide(control, 0.7, Outcome.PROMOTED);
        assertFinished(model(1), "was weighed");
    }

    @Test
    void shouldGoOnFromTheStudentBeforeWhateverTheGateSays() {
        // Given
        use("born-again, max-generations: 2", network("tiny", ""), network("tiny", SOFT));
        decide(open(null), 0.9, Outcome.PROMOTED);

        // When
        GenerationPlan first = open(model(1));
        decide(first, 0.8, Outcome.REJECTED);
        GenerationPlan second = open(model(1));
        decide(second, 0.9, Outcome.PROMOTED);

        // Then
        assertThat(first.teacher()).isEqualTo(model(1));
        assertThat(second.teacher()).isEqualTo(model(2));
        assertThat(second.reason()).isEqualTo("born-again student 2 of the network tiny, distilled from pets/2");
        assertFinished(model(3), "all 2 born-again students were weighed: pets/2, pets/3");
        assertThat(((Open) rules.onRequest(drive.generations, seen(model(3))))
                        .plan()
                        .teacher())
                .isEqualTo(model(3));
    }

    @Test
    void shouldCompareAChainWithAsMuchTrainingAsAllOfIt() {
        // Given
        use("born-again, max-generations: 1, control: true", network("tiny", ""), network("tiny", SOFT));
        decide(open(null), 0.9, Outcome.PROMOTED);
        decide(open(model(1)), 0.9, Outcome.PROMOTED);

        // When
        GenerationPlan control = open(model(2));

        // Then 8,000 of generation 0 and 40,000 of its student, in steps of 64 rows
        assertThat(control.recipe().steps()).isEqualTo(750);
        assertThat(control.recipe().objectiveTerms())
                .isEqualTo(pipeline.recipe(0).objectiveTerms());
    }

    /** The first accuracy is generation 0's; the last student is the one after which the refinery stops. */
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0.5 0.6 0.6",
        "1, 0, 0.5 0.5",
        "2, 0, 0.5 0.6 0.6 0.7 0.7 0.6",
        "2, 0, 0.9 0.6 0.7",
        "5, 2, 0.5 0.6 0.7"
    })
    void shouldRefineLabelsUntilValidationRisesNoMore(int patience, int most, String accuracies) {
        // Given
        use(
                "label-refinery, patience: " + patience + ", max-generations: " + most,
                network("tiny", ""),
                network("tiny", REFINED));
        List<Double> measured =
                Arrays.stream(accuracies.split(" ", -1)).map(Double::valueOf).toList();

        // When
        ModelRef teacher = null;
        for (double accuracy : measured) {
            GenerationPlan plan = open(teacher);
            assertThat(plan.teacher()).isEqualTo(version == 0 ? null : model(version));
            decide(plan, accuracy, Outcome.PROMOTED);
            teacher = model(version);
        }

        // Then
        assertFinished(
                teacher, most > 0 ? "all 2 generations are done" : "has not risen for " + patience + " generations");
    }

    @Test
    void shouldNotGuessWhetherAccuracyRises() {
        // Given
        use("label-refinery, max-generations: 0", network("tiny", ""), network("tiny", REFINED));
        decide(open(null), null, Outcome.PROMOTED);
        decide(open(model(1)), null, Outcome.PROMOTED);

        // Then
        assertFinished(model(2), "no labeled images of the split validation");
    }

    @Test
    void shouldChooseAnAssistantByParametersAndSaySo() {
        // Given
        use("teacher-assistant", TEACHER, network("low", SOFT), network("mid", SOFT), STUDENT);
        decide(open(null), 0.9, Outcome.PROMOTED);

        // When
        GenerationPlan assistant = open(model(1));
        decide(assistant, 0.8, Outcome.PROMOTED);
        GenerationPlan student = open(model(2));
        decide(student, 0.7, Outcome.REJECTED);

        // Then
        assertThat(assistant.recipe()).isEqualTo(pipeline.recipe(2));
        assertThat(assistant.reason())
                .startsWith("the assistant mid of pets/1, chosen by parameters, a first guess: its 3,000 are nearest to"
                        + " 3,162, the geometric mean of teacher's and student's")
                .endsWith("not known is the accuracy on labels alone of tiny, mid, low");
        assertThat(student.recipe()).isEqualTo(pipeline.recipe(3));
        assertThat(student.teacher()).isEqualTo(model(2));
        assertFinished(model(2), "the student pets/3 of pets/2 was weighed; the assistant mid of pets/1, chosen by");
        assertThat(((Open) rules.onRequest(drive.generations, seen(model(2))))
                        .plan()
                        .teacher())
                .isEqualTo(model(2));
    }

    @Test
    void shouldGoOverTwoAssistantsFromARefusedOne() {
        // Given
        use(
                "{teacher-assistant: {assistants: 2, transfer-set: labeled}}",
                TEACHER,
                network("mid", SOFT),
                network("low", SOFT),
                STUDENT);
        decide(open(null), 0.9, Outcome.PROMOTED);

        // When
        GenerationPlan first = open(model(1));
        decide(first, 0.5, Outcome.REJECTED);
        GenerationPlan second = open(model(1));
        decide(second, 0.6, Outcome.REJECTED);
        GenerationPlan student = open(model(1));

        // Then
        assertThat(List.of(first, second, student))
                .extracting(plan -> plan.recipe().network() + " of " + plan.teacher())
                .containsExactly("mid of pets/1", "low of pets/2", "tiny of pets/3");
    }

    @Test
    void shouldChooseAnAssistantByAccuraciesThatControlsMeasured() {
        // Given
        use("teacher-assistant", TEACHER, network("low", SOFT), network("mid", SOFT), STUDENT);
        decide(open(null), 0.9, Outcome.PROMOTED);
        alone("tiny", 0.5);
        alone("low", 0.75);
        alone("mid", 0.85);

        // When
        GenerationPlan assistant = open(model(1));

        // Then
        assertThat(assistant.reason())
                .isEqualTo(
                        "the assistant low of pets/1, chosen by accuracy: its 75.0 % on validation are nearest to 70.0"
                                + " %, the mean of teacher's and student's");
    }

    @Test
    void shouldRefuseAnAssistantThatIsLargerThanTheVersionThatIsNamed() {
        // Given 4 bytes a weight
        use("{teacher-assistant: {teacher: 7}}", network("mid", SOFT), STUDENT);
        named = imported(7);

        // Then
        assertThatThrownBy(() -> rules.next(drive.generations, seen(null)))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                    assertThat(e)
                            .hasMessageContaining(
                                    "the assistant mid has 3,000 parameters and pets/7, its teacher, 2,000");
                });
    }

    @Test
    void shouldStopAfterAFailureUntilAPersonAsks() {
        // Given
        decide(open(null), 0.9, Outcome.PROMOTED);
        open(model(1));
        drive.label("1");
        drive.on(Fixture.notTrained("1-s0", ErrorCode.TRAINING_DIVERGED));

        // Then
        assertFinished(model(1), "generation 1 failed (TRAINING_DIVERGED)");
        assertThat(rules.onRequest(drive.generations, seen(model(1)))).isInstanceOf(Open.class);
    }

    @Test
    void shouldCountOnlyWhatItsOwnKindOpened() {
        // Given a chain that is over
        use("born-again, max-generations: 1", network("tiny", ""), network("tiny", SOFT));
        decide(open(null), 0.9, Outcome.PROMOTED);
        decide(open(model(1)), 0.9, Outcome.PROMOTED);

        // When
        Generations chain = drive.generations;
        use("noisy-student, max-generations: 1", network("tiny", ""), network("tiny", ""));
        drive.generations = chain;
        GenerationPlan next = open(model(2));

        // Then
        assertThat(next.number()).isEqualTo(2);
        assertThat(next.curriculum()).isNull();
    }

    private void use(String kind, String... recipes) {
        pipeline = pipeline(kind, recipes);
        rules = rules(pipeline);
        drive = new Drive(pipeline, rules);
    }

    private static CurriculumRules rules(PipelineConfig pipeline) {
        return CurriculumRules.of(pipeline, PARAMETERS::get, Fixture.CLOCK);
    }

    private static PipelineConfig pipeline(String kind, String... recipes) {
        String control = kind.contains("control") ? "" : ", control: none";
        return PipelineConfigReader.parse(
                """
                pipeline:
                  name: pets
                  image: {height: 8, width: 8, channels: 1}
                  classes: [cat, dog]
                  labeling: {task-samples: 100}
                  curriculum: {kind: %s%s}
                  recipes:
                """.formatted(kind, control) + "    - " + String.join("\n    - ", recipes), "pipeline.yaml");
    }

    private static String network(String name, String objective) {
        return "{network: " + name + ", steps: 5" + (objective.isEmpty() ? "" : ", " + objective) + "}";
    }

    private static ModelRef model(int number) {
        return new ModelRef("pets", number);
    }

    private static ModelVersion imported(int number) {
        return new ModelVersion(model(number), "0".repeat(64), 8_000, List.of("cat", "dog"), null, null, Fixture.NOW);
    }

    private Observation seen(@Nullable ModelRef teacher) {
        return seen(teacher, 400);
    }

    private Observation seen(@Nullable ModelRef teacher, long unlabeled) {
        Observation seen = Fixture.seen(teacher, 40, unlabeled);
        return new Observation(
                seen.labeled(), seen.unlabeled(), seen.pseudoLabels(), teacher, named, seen.logs(), seen.settled());
    }

    private GenerationPlan open(@Nullable ModelRef teacher) {
        return openUnlabeled(teacher, 400);
    }

    private GenerationPlan openUnlabeled(@Nullable ModelRef teacher, long unlabeled) {
        GenerationState opened =
                drive.on(new Observed(seen(teacher, unlabeled))).state();
        assertThat(opened).isNotNull();
        return opened.plan();
    }

    /** Trains what is open as the next version, and weighs it. */
    private void decide(GenerationPlan plan, @Nullable Double accuracy, Outcome outcome) {
        if (!plan.unlabeled().isEmpty()) {
            drive.label(plan.id());
        }
        version++;
        drive.on(trained(plan));
        drive.evaluate(plan.id());
        Verdict verdict = Fixture.evaluated(plan.id(), model(version), outcome).verdict();
        Accuracy validation = accuracy == null ? null : new Accuracy(20, accuracy, 0, 1);
        drive.on(new Evaluated(plan.id(), validation, null, plan.control() ? null : verdict));
    }

    private TrainingReported trained(GenerationPlan plan) {
        Completed like = (Completed)
                Fixture.trained(plan.id() + "-s0", model(version), 0.9).progress();
        TrainingReport report = like.report();
        return new TrainingReported(new Completed(
                like.requestId(),
                like.model(),
                new TrainingReport(
                        plan.recipe().network(),
                        PARAMETERS.get(plan.recipe().network()),
                        report.steps(),
                        report.seconds(),
                        report.imagesPerSecond(),
                        report.loss(),
                        report.precision(),
                        report.threads(),
                        report.labeled(),
                        report.accepted(),
                        report.superseded(),
                        report.selected(),
                        report.duplicates(),
                        report.selectedPerClass(),
                        report.unreadable(),
                        report.validationAccuracy(),
                        null,
                        null,
                        report.imagePasses(),
                        null,
                        null)));
    }

    /** A control of an earlier generation measured a network on labels alone. */
    private void alone(String network, double accuracy) {
        GenerationPlan plan = drive.state("0").plan();
        String id = "control-" + (100 + version);
        GenerationPlan control = new GenerationPlan(
                id,
                100 + version,
                TrainingRequest.Purpose.CONTROL,
                "because",
                plan.recipe().withNetwork(network),
                model(1),
                plan.labeled(),
                List.of(),
                plan.taskSamples(),
                List.of(),
                plan.openedAt(),
                plan.logs(),
                plan.signature(),
                null,
                null);
        drive.generations = drive.generations.with(new GenerationState.Training(
                control,
                drive.state("0").labeling(),
                List.of(request(drive.requests("0").get(0), id + "-s0")),
                List.of(),
                List.of()));
        decide(control, accuracy, Outcome.PROMOTED);
    }

    private static TrainingRequest request(TrainingRequest like, String id) {
        return new TrainingRequest(
                id,
                like.model(),
                like.generation(),
                like.student(),
                TrainingRequest.Purpose.CONTROL,
                like.recipe(),
                like.selection(),
                like.seed(),
                null,
                like.data(),
                like.log());
    }

    private void assertFinished(@Nullable ModelRef teacher, String reason) {
        CurriculumDecision decision = rules.next(drive.generations, seen(teacher));
        assertThat(decision).isInstanceOf(Finished.class);
        assertThat(decision.reason()).contains(reason);
    }
}
