package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.Warning;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.FixResRequested;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FixResStepsTest {
    private static final FixResConfig AFTER = new FixResConfig(true, 5, 16, 0.01);

    private final Drive drive = new Drive(with(AFTER));

    @Test
    void shouldAdaptWhatWasPromotedBeforeTheCurriculumGoesOn() {
        // Given
        drive.firstTeacher();

        // When
        drive.observe(FIRST, 40, 400);

        // Then
        GenerationPlan plan = drive.state("1").plan();
        assertThat(drive.state("1")).isInstanceOf(Training.class);
        assertThat(plan.purpose()).isEqualTo(Purpose.FIXRES);
        assertThat(plan.teacher()).isEqualTo(FIRST);
        assertThat(plan.reason()).isEqualTo("FixRes of pets/1, which was promoted");
        TrainingRequest request = drive.requests("1").get(0);
        assertThat(request.teacher()).isEqualTo(FIRST);
        assertThat(request.purpose()).isEqualTo(Purpose.FIXRES);
        assertThat(request.data().labelingTasks()).isZero();
        assertThat(request.recipe().takesTeachersNetwork()).isTrue();
        assertThat(request.recipe().steps()).isEqualTo(5);
        assertThat(request.recipe().noise().randAugment()).isNull();
        assertThat(request.recipe().objectiveTerms()).containsExactly(new ObjectiveTerm.CrossEntropy(1, 0));

        // And then the loop goes on, with what came of it
        drive.decide("1", SECOND, Outcome.PROMOTED);
        assertThat(drive.evaluationTasks("1"))
                .extracting(EvaluationTask::model)
                .containsExactly(SECOND, FIRST, SECOND, FIRST);
        drive.observe(SECOND, 40, 400);
        assertThat(drive.state("2").plan()).satisfies(next -> {
            assertThat(next.purpose()).isEqualTo(Purpose.STUDENT);
            assertThat(next.teacher()).isEqualTo(SECOND);
            assertThat(next.recipe().network()).as("the recipe of generation 1").isEqualTo("cnn");
        });
    }

    @Test
    void shouldTryEachPromotionOnce() {
        // Given
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.decide("1", SECOND, Outcome.REJECTED);

        // When
        drive.observe(FIRST, 40, 400);

        // Then
        assertThat(drive.state("2").plan().purpose()).isEqualTo(Purpose.STUDENT);
    }

    /** The target of pseudo-labels grows from student to student. */
    @Test
    void shouldNotCountForTheTargetOfTheSelection() {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "noisy-student, max-generations: 9, fixres: {after-promotion: true}",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", "") + "\n  selection: {per-class: 10, growth: 2}");
        loop.decide(loop.open(null), .8, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(1)), .8, Outcome.REJECTED);

        // When
        GenerationPlan first = loop.open(TaughtLoop.model(1));
        loop.decide(first, .9, Outcome.PROMOTED);
        loop.decide(loop.open(TaughtLoop.model(3)), .8, Outcome.REJECTED);
        GenerationPlan second = loop.open(TaughtLoop.model(3));
        loop.drive.label(second.id());

        // Then
        assertThat(loop.drive.state("1").plan().purpose()).isEqualTo(Purpose.FIXRES);
        assertThat(loop.drive.state("3").plan().purpose()).isEqualTo(Purpose.FIXRES);
        assertThat(loop.drive.requests(first.id()).get(0).selection().perClass())
                .isEqualTo(10);
        assertThat(loop.drive.requests(second.id()).get(0).selection().perClass())
                .isEqualTo(20);
    }

    /** One that students made, and one that a person asked for. */
    @Test
    void shouldNotAdaptEnsembles() {
        // Given
        TaughtLoop loop = new TaughtLoop(
                "noisy-student, students-per-generation: 2, ensemble: true, fixres: {after-promotion: true}",
                TaughtLoop.network("tiny", ""),
                TaughtLoop.network("tiny", ""));
        GenerationPlan first = loop.open(null);
        loop.drive.on(Fixture.trained(first.id() + "-s0", TaughtLoop.model(1), .7));
        loop.drive.on(Fixture.trained(first.id() + "-s1", TaughtLoop.model(2), .7));
        loop.drive.on(Fixture.averaged(first.id() + "-s2", TaughtLoop.model(3), .9));
        loop.drive.evaluate(first.id());
        loop.drive.on(Fixture.evaluated(first.id(), TaughtLoop.model(3), Outcome.PROMOTED));

        // When
        GenerationPlan second = loop.open(TaughtLoop.model(3));

        // Then
        assertThat(((Examined) loop.drive.state(first.id())).candidate().model())
                .isEqualTo(TaughtLoop.model(3));
        assertThat(second.purpose()).isEqualTo(Purpose.STUDENT);

        // When
        loop.drive.on(new CurriculumEvent.CancelRequested(second.id()));
        Ensemble asked = new Ensemble(List.of(TaughtLoop.model(1), TaughtLoop.model(2)), Average.PROBABILITIES);
        loop.drive.on(new CurriculumEvent.EnsembleRequested(loop.seen(TaughtLoop.model(3)), asked));
        loop.drive.on(Fixture.averaged("2-s0", TaughtLoop.model(4), .9));
        loop.drive.evaluate("2");
        loop.drive.on(Fixture.evaluated("2", TaughtLoop.model(4), Outcome.PROMOTED));

        // Then
        assertThat(loop.drive.state("2")).isInstanceOf(Promoted.class);
        assertThat(loop.drive
                        .on(new CurriculumEvent.Observed(loop.seen(TaughtLoop.model(4))))
                        .state())
                .isNull();
    }

    @Test
    void shouldNotAdaptAnEnsembleOnRequest() {
        ModelVersion student = version(7, Purpose.STUDENT, null);
        TrainingRequest made = requireNonNull(student.lineage()).request();
        TrainingRequest averaging = new TrainingRequest(
                made.id(),
                made.model(),
                made.generation(),
                made.student(),
                made.purpose(),
                made.recipe(),
                made.selection(),
                made.seed(),
                null,
                made.data(),
                made.log(),
                null,
                new Ensemble(List.of(FIRST, SECOND), Average.PROBABILITIES),
                null);
        ModelVersion ensemble = new ModelVersion(
                student.model(),
                student.sha256(),
                1,
                student.classes(),
                new Lineage(averaging, Map.of()),
                null,
                Instant.EPOCH);
        Drive loop = new Drive(LOOP);

        assertThatThrownBy(() -> loop.on(new FixResRequested(Fixture.seen(FIRST, 40, 400), ensemble)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.GENERATION_REFUSED)
                .hasMessageContaining("it is an ensemble");
    }

    @Test
    void shouldNotAdaptAVersionThatIsNoLongerTheTeacher() {
        // Given
        drive.firstTeacher();

        // When
        drive.observe(new ModelRef("pets", 9), 40, 400);

        // Then
        assertThat(drive.state("1").plan().purpose()).isEqualTo(Purpose.STUDENT);
    }

    @Test
    void shouldAdaptAnyVersionOnRequest() {
        // Given
        Drive loop = new Drive(LOOP);

        // When
        loop.on(new FixResRequested(Fixture.seen(null, 40, 0), version(7, null, null)));

        // Then
        GenerationPlan plan = loop.state("1").plan();
        assertThat(plan.teacher()).isEqualTo(new ModelRef("pets", 7));
        assertThat(plan.reason()).isEqualTo("FixRes of pets/7, asked for by a person");
        assertThat(plan.recipe().steps()).isEqualTo(100);
        assertThat(loop.requests("1")).hasSize(1);
    }

    @Test
    void shouldRefuseWhatCannotBeAdapted() {
        // Given
        Drive loop = new Drive(LOOP);
        Observation seen = Fixture.seen(FIRST, 40, 400);
        Warning folded =
                new Warning(ErrorCode.FOLDED_NORMALIZATION, "net", "4 of 4 convolutions ...; export it unfolded");

        // When / Then
        assertThatThrownBy(() -> loop.on(new FixResRequested(Fixture.seen(null, 0, 0), version(7, null, null))))
                .hasFieldOrPropertyWithValue("code", ErrorCode.GENERATION_REFUSED)
                .hasMessageContaining("waiting for labeled images");
        assertThatThrownBy(() -> loop.on(new FixResRequested(seen, version(7, Purpose.CONTROL, null))))
                .hasFieldOrPropertyWithValue("code", ErrorCode.GENERATION_REFUSED)
                .hasMessageContaining("it is a control");
        assertThatThrownBy(() -> loop.on(new FixResRequested(seen, version(7, null, folded))))
                .hasFieldOrPropertyWithValue("code", ErrorCode.SIGNATURE_MISMATCH)
                .hasMessageContaining("export it unfolded");
        ModelVersion other = new ModelVersion(
                new ModelRef("pets", 7), "0".repeat(64), 1, List.of("dog", "cat"), null, null, Instant.EPOCH);
        assertThatThrownBy(() -> loop.on(new FixResRequested(seen, other)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.SIGNATURE_MISMATCH)
                .hasMessageContaining("name a version of this pipeline");
        loop.firstTeacher();
        loop.observe(FIRST, 40, 400);
        assertThatThrownBy(() -> loop.on(new FixResRequested(seen, version(7, null, null))))
                .hasFieldOrPropertyWithValue("code", ErrorCode.GENERATION_REFUSED)
                .hasMessageContaining("generation 1 is open");
    }

    private ModelVersion version(int number, @Nullable Purpose purpose, @Nullable Warning warning) {
        return new ModelVersion(
                new ModelRef("pets", number),
                "0".repeat(64),
                1,
                List.of("cat", "dog"),
                purpose == null ? null : new Lineage(request(purpose), Map.of()),
                null,
                Instant.EPOCH,
                warning == null ? List.of() : List.of(warning));
    }

    private static TrainingRequest request(Purpose purpose) {
        Drive drive = new Drive(LOOP);
        drive.observe(null, 40, 400);
        TrainingRequest student = drive.requests("0").get(0);
        return new TrainingRequest(
                student.id(),
                student.model(),
                student.generation(),
                student.student(),
                purpose,
                student.recipe(),
                student.selection(),
                student.seed(),
                student.teacher(),
                student.data(),
                student.log(),
                null,
                null,
                null);
    }

    private static CurriculumConfig with(FixResConfig fixres) {
        return new CurriculumConfig(
                LOOP.kind(),
                LOOP.maxGenerations(),
                LOOP.patience(),
                LOOP.studentsPerGeneration(),
                LOOP.ensemble(),
                LOOP.minNewSamples(),
                LOOP.minNewLabels(),
                LOOP.control(),
                LOOP.seed(),
                LOOP.collapse(),
                fixres);
    }
}
