package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.GenerationState.Rejected;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.teacher.curriculum.CurriculumEvent.CancelRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LogsSeen;
import io.noisystudent.teacher.curriculum.CurriculumEvent.ModelAnnounced;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TeacherMoved;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

/** Another model becomes teacher while a candidate is evaluated. */
class MovedTeacherTest {
    private static final ModelRef IMPORTED = new ModelRef("pets", 9);

    private final Drive drive = new Drive(LOOP);

    @BeforeEach
    void evaluateTheSecondAgainstTheFirst() {
        drive.firstTeacher();
        drive.observe(FIRST, 40, 400);
        drive.label("1");
        drive.train("1", SECOND);
        drive.evaluate("1");
        assertThat(Curriculum.evaluationOf(drive.generations)).isPresent();
    }

    @Test
    void shouldEvaluateAgainstTheNewTeacher() {
        // When
        Transition transition = drive.on(new TeacherMoved("1", IMPORTED));

        // Then
        assertThat(transition.note()).contains("pets/9 is the teacher now", "pets/2 is evaluated against it");
        assertThat(asked(transition)).extracting(EvaluationTask::model).containsExactly(IMPORTED, IMPORTED);
        assertThat(Curriculum.evaluationOf(drive.generations)).isEmpty();
        asked(transition).forEach(task -> drive.on(Fixture.predicted(task, 50)));
        Evaluating state = Curriculum.evaluationOf(drive.generations).orElseThrow();
        assertThat(state.opponent()).isEqualTo(IMPORTED);
        assertThat(state.plan().teacher()).isEqualTo(FIRST);
        assertThat(state.answers()).hasSize(6);
        drive.on(Fixture.evaluated("1", SECOND, Outcome.REJECTED));
        assertThat(drive.state("1")).isInstanceOf(Rejected.class);
    }

    @Test
    void shouldNotAskAgainWhatIsAnswered() {
        // Given
        asked(drive.on(new TeacherMoved("1", IMPORTED))).forEach(task -> drive.on(Fixture.predicted(task, 50)));

        // When the former teacher comes back
        Transition back = drive.on(new TeacherMoved("1", FIRST));
        Transition again = drive.on(new TeacherMoved("1", FIRST));

        // Then
        assertThat(back.commands()).isEmpty();
        assertThat(Curriculum.evaluationOf(drive.generations))
                .hasValueSatisfying(state -> assertThat(state.opponent()).isEqualTo(FIRST));
        assertThat(again.state()).isNull();
    }

    @Test
    void shouldAlsoDoSoWhileAPersonDecides() {
        // Given
        drive.on(Fixture.evaluated("1", SECOND, Outcome.PENDING));

        // When
        drive.on(new TeacherMoved("1", IMPORTED));

        // Then
        assertThat(drive.state("1")).isInstanceOfSatisfying(Evaluating.class, state -> {
            assertThat(state.pending()).isNull();
            assertThat(state.openTasks()).hasSize(2);
        });
    }

    @Test
    void shouldEndWhenTheCandidateIsTheTeacher() {
        // When
        drive.on(new TeacherMoved("1", SECOND));

        // Then
        assertThat(drive.state("1")).isInstanceOf(Promoted.class);
    }

    @Test
    void shouldIgnoreWhatComesTooLate() {
        // Given
        drive.on(Fixture.evaluated("1", SECOND, Outcome.PROMOTED));

        // When / Then
        assertThat(drive.on(new TeacherMoved("1", IMPORTED)).state()).isNull();
    }

    @Test
    void shouldSayThatTheStudentOfACancelledGenerationBecameTeacher() {
        // Given
        drive.on(new CancelRequested("1"));
        assertThat(drive.state("1")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.GENERATION_CANCELLED);
            assertThat(failed.reason()).contains("while the registry decided about pets/2");
        });

        // When
        Transition late =
                drive.on(new ModelAnnounced(new ModelEvent.ModelPromoted(SECOND, "teacher", 2, 1, Fixture.NOW)));

        // Then
        assertThat(late.state()).isNull();
        assertThat(late.note()).contains("generation=1 was cancelled, but its student pets/2 is the teacher");
    }

    @Test
    void shouldLetADecisionCountThatWasMadeBeforeThePipelineWasEdited() {
        // Given
        PipelineConfig before = Fixture.pipeline(LOOP);
        Curriculum edited = Fixture.curriculum(Fixture.edited(before, before.image(), List.of("dog", "cat")));
        ModelAnnounced promotion =
                new ModelAnnounced(new ModelEvent.ModelPromoted(SECOND, "teacher", 2, 1, Fixture.NOW));

        // When
        Transition decided = edited.on(drive.generations, Fixture.evaluated("1", SECOND, Outcome.PROMOTED));
        Transition ended = edited.on(drive.generations, new LogsSeen(Fixture.LOGS));
        Transition late = edited.on(drive.generations.with(ended.state()), promotion);

        // Then
        assertThat(decided.state()).isInstanceOf(Promoted.class);
        assertThat(ended.state()).isInstanceOf(Failed.class);
        assertThat(late.note()).contains("generation=1 has failed, but its student pets/2 is the teacher");
    }

    private static List<EvaluationTask> asked(Transition transition) {
        return transition.commands().stream()
                .map(command -> ((Command.Evaluate) command).task())
                .toList();
    }
}
