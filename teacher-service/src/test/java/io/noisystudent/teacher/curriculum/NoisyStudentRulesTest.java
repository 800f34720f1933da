package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ControlConfig;
import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Finished;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Open;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Wait;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

class NoisyStudentRulesTest {
    private static final CurriculumConfig NO_CONTROL = withoutControl(1);
    private static final CurriculumConfig ENDLESS = withoutControl(0);

    private final CurriculumRules rules = rules(LOOP);

    @Test
    void shouldWaitForLabeledImages() {
        assertWaits(rules.next(Generations.NONE, Fixture.seen(null, 0, 400)), "waiting for labeled images");
    }

    @Test
    void shouldWaitForUnlabeledImagesOnceThereIsATeacher() {
        assertWaits(rules.next(Generations.NONE, Fixture.seen(FIRST, 40, 0)), "waiting for unlabeled images");
    }

    @Test
    void shouldTrainTheFirstTeacherWithoutUnlabeledImages() {
        assertThat(rules.next(Generations.NONE, Fixture.seen(null, 40, 0))).isInstanceOfSatisfying(Open.class, open -> {
            assertThat(open.plan().control()).isFalse();
            assertThat(open.plan().teacher()).isNull();
        });
    }

    @Test
    void shouldBeginWithTheVersionToWhichAnAliasPointsNow() {
        // Given
        Observation seen = Fixture.seen(null, 40, 0);
        Observation withStart = new Observation(
                seen.labeled(),
                seen.unlabeled(),
                seen.pseudoLabels(),
                null,
                null,
                Map.of("lite0", FIRST),
                seen.logs(),
                seen.settled());
        PipelineConfig pipeline = Fixture.with(Fixture.pipeline(LOOP), List.of(Fixture.recipe("version:lite0")));

        // When
        CurriculumDecision decision = new NoisyStudentRules(pipeline, Fixture.CLOCK).next(Generations.NONE, withStart);

        // Then
        assertThat(decision).isInstanceOfSatisfying(Open.class, open -> assertThat(
                        open.plan().recipe().network())
                .isEqualTo("version:" + FIRST.version()));
    }

    @Test
    void shouldNotOpenOnALogThatIsBeingFed() {
        assertWaits(rules.next(Generations.NONE, Fixture.growing(Fixture.seen(null, 40, 400))), "settled");
    }

    @Test
    void shouldOpenOneGenerationAtATime() {
        // Given
        Drive drive = new Drive(LOOP);
        drive.observe(null, 40, 400);

        // Then
        assertWaits(rules.next(drive.generations, Fixture.seen(null, 40, 400)), "generation 0 is open");
    }

    @Test
    void shouldStopAfterTheLastGenerationUntilNewDataComes() {
        // Given
        Drive drive = new Drive(NO_CONTROL);
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.label("1");
        drive.decide("1", SECOND, Outcome.PROMOTED);
        CurriculumRules noControl = rules(NO_CONTROL);

        // Then
        assertFinished(noControl.next(drive.generations, Fixture.seen(SECOND, 40, 1399)), "all 1 generations are done");
        assertOpens(noControl.next(drive.generations, Fixture.seen(SECOND, 40, 1400)), "1000 new unlabeled records");
        assertOpens(noControl.next(drive.generations, Fixture.seen(SECOND, 140, 400)), "100 new labeled records");
        assertWaits(
                noControl.next(drive.generations, Fixture.growing(Fixture.seen(SECOND, 140, 400))),
                "100 new labeled records");
    }

    @Test
    void shouldLosePatienceUntilNewDataComes() {
        // Given
        Drive drive = new Drive(ENDLESS);
        drive.firstTeacher();
        for (int i = 1; i <= 2; i++) {
            drive.observe(FIRST, 40, 400);
            drive.label(Integer.toString(i));
            drive.decide(Integer.toString(i), new ModelRef("pets", i + 1), Outcome.REJECTED);
        }

        // Then
        CurriculumRules patient = rules(ENDLESS);
        assertFinished(patient.next(drive.generations, Fixture.seen(FIRST, 40, 400)), "2 generations in a row");
        assertOpens(patient.next(drive.generations, Fixture.seen(FIRST, 40, 1400)), "1000 new unlabeled records");
    }

    @Test
    void shouldGainPatienceFromAPromotion() {
        // Given
        Drive drive = new Drive(ENDLESS);
        drive.firstTeacher();
        Outcome[] outcomes = {Outcome.REJECTED, Outcome.PROMOTED, Outcome.REJECTED};
        ModelRef teacher = FIRST;
        for (int i = 1; i <= 3; i++) {
            drive.observe(teacher, 40, 400);
            drive.label(Integer.toString(i));
            ModelRef student = new ModelRef("pets", i + 1);
            drive.decide(Integer.toString(i), student, outcomes[i - 1]);
            teacher = outcomes[i - 1] == Outcome.PROMOTED ? student : teacher;
        }

        // Then
        assertOpens(
                rules(ENDLESS).next(drive.generations, Fixture.seen(teacher, 40, 400)), "generation 3 was rejected");
    }

    @Test
    void shouldNotRepeatAFailureByItself() {
        // Given
        Drive drive = new Drive(NO_CONTROL);
        drive.observe(null, 40, 4000);
        drive.on(Fixture.notTrained("0-s0", ErrorCode.NO_TRAINING_DATA));

        // Then
        assertFinished(
                rules(NO_CONTROL).next(drive.generations, Fixture.seen(null, 40, 9000)),
                "generation 0 failed (NO_TRAINING_DATA)");
    }

    @Test
    void shouldMeasureTheControlOfALoopThatFailed() {
        // Given
        Drive drive = new Drive(LOOP);
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.label("1");
        drive.decide("1", SECOND, Outcome.PROMOTED);
        drive.observe(SECOND, 40, 400);
        drive.label("2");
        drive.on(Fixture.notTrained("2-s0", ErrorCode.TRAINING_DIVERGED));

        // Then
        assertThat(rules.next(drive.generations, Fixture.seen(SECOND, 40, 400)))
                .isInstanceOfSatisfying(
                        Open.class, open -> assertThat(open.plan().id()).isEqualTo("control-1"));
    }

    private static CurriculumConfig withoutControl(int maxGenerations) {
        return new CurriculumConfig(
                new CurriculumKind.NoisyStudent(),
                maxGenerations,
                2,
                1,
                false,
                1000,
                100,
                ControlConfig.NONE,
                7,
                LOOP.collapse(),
                FixResConfig.ON_REQUEST);
    }

    private static CurriculumRules rules(CurriculumConfig config) {
        return new NoisyStudentRules(Fixture.pipeline(config), Fixture.CLOCK);
    }

    private static void assertWaits(CurriculumDecision decision, String reason) {
        assertThat(decision).isInstanceOf(Wait.class);
        assertThat(decision.reason()).contains(reason);
    }

    private static void assertFinished(CurriculumDecision decision, String reason) {
        assertThat(decision).isInstanceOf(Finished.class);
        assertThat(decision.reason()).contains(reason);
    }

    private static void assertOpens(CurriculumDecision decision, String reason) {
        assertThat(decision).isInstanceOf(Open.class);
        assertThat(decision.reason()).contains(reason);
    }
}
