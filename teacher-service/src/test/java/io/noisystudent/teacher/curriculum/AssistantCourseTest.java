package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** From a teacher over assistants to a student. */
class AssistantCourseTest {
    @Test
    void shouldChooseAnAssistantByParametersAndSaySo() {
        // Given
        TaughtLoop loop = over("teacher-assistant", "low", "mid");

        // When
        GenerationPlan assistant = loop.open(TaughtLoop.model(1));
        loop.decide(assistant, 0.8, Outcome.PROMOTED);
        GenerationPlan student = loop.open(TaughtLoop.model(2));
        loop.decide(student, 0.7, Outcome.REJECTED);

        // Then
        assertThat(assistant.recipe()).isEqualTo(loop.pipeline.recipe(2));
        assertThat(assistant.reason())
                .startsWith("the assistant mid of pets/1, chosen by parameters, a first guess: its 3,000 are nearest to"
                        + " 3,162, the geometric mean of the teacher's and the student's")
                .endsWith("accuracies are unknown of tiny, mid, low");
        assertThat(student.recipe()).isEqualTo(loop.pipeline.recipe(3));
        assertThat(student.teacher()).isEqualTo(TaughtLoop.model(2));
        loop.assertFinished(
                TaughtLoop.model(2),
                "the student pets/3 of pets/2 was evaluated; the assistant mid of pets/1, chosen by");
        assertThat(loop.ask(TaughtLoop.model(2)).teacher()).isEqualTo(TaughtLoop.model(2));
    }

    @Test
    void shouldGoOverTwoAssistantsFromARefusedOne() {
        // Given
        TaughtLoop loop = over("{teacher-assistant: {assistants: 2, transfer-set: labeled}}", "mid", "low");

        // When
        GenerationPlan first = loop.open(TaughtLoop.model(1));
        loop.decide(first, 0.5, Outcome.REJECTED);
        GenerationPlan second = loop.open(TaughtLoop.model(1));
        loop.decide(second, 0.6, Outcome.REJECTED);
        GenerationPlan student = loop.open(TaughtLoop.model(1));

        // Then
        assertThat(List.of(first, second, student))
                .extracting(plan -> plan.recipe().network() + " of " + plan.teacher())
                .containsExactly("mid of pets/1", "low of pets/2", "tiny of pets/3");
    }

    @Test
    void shouldChooseAnAssistantByAccuraciesThatControlsMeasured() {
        // Given
        TaughtLoop loop = over("teacher-assistant", "low", "mid");
        loop.alone("tiny", 0.5);
        loop.alone("low", 0.75);
        loop.alone("mid", 0.85);

        // When
        GenerationPlan assistant = loop.open(TaughtLoop.model(1));

        // Then
        assertThat(assistant.reason())
                .isEqualTo(
                        "the assistant low of pets/1, chosen by accuracy: its 75.0 % on validation is nearest to 70.0"
                                + " %, the mean of the teacher's and the student's");
    }

    @Test
    void shouldRefuseAnAssistantThatIsLargerThanTheVersionThatIsNamed() {
        // Given 4 bytes a weight
        TaughtLoop loop = new TaughtLoop(
                "{teacher-assistant: {teacher: 7}}", TaughtLoop.network("mid", TaughtLoop.SOFT), TaughtLoop.STUDENT);
        loop.named = TaughtLoop.imported(7);

        // Then
        assertThatThrownBy(() -> loop.rules.next(loop.drive.generations, loop.seen(null)))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                    assertThat(e)
                            .hasMessageContaining(
                                    "the assistant mid has 3,000 parameters and pets/7, its teacher, 2,000");
                });
    }

    @Test
    void shouldStayWithTheTeacherOfTheFirstAssistantThatWasEvaluated() {
        // Given an assistant that failed, after which another version became the teacher
        TaughtLoop loop = over("teacher-assistant", "mid");
        GenerationPlan failed = loop.open(TaughtLoop.model(1));
        loop.drive.label(failed.id());
        loop.drive.on(Fixture.notTrained(failed.id() + "-s0", ErrorCode.TRAINING_DIVERGED));
        loop.named = TaughtLoop.imported(7, 40_000);

        // When
        GenerationPlan assistant = loop.ask(TaughtLoop.model(7));
        loop.decide(assistant, 0.9, Outcome.PROMOTED);
        loop.named = TaughtLoop.imported(2, 12_000);
        GenerationPlan student = loop.open(TaughtLoop.model(2));

        // Then
        assertThat(assistant.teacher()).isEqualTo(TaughtLoop.model(7));
        assertThat(student.recipe().network()).isEqualTo("tiny");
        assertThat(student.teacher()).isEqualTo(TaughtLoop.model(2));
    }

    /** With a promoted teacher and these networks for assistants. */
    private static TaughtLoop over(String kind, String... assistants) {
        Stream<String> networks = Stream.of(assistants).map(name -> TaughtLoop.network(name, TaughtLoop.SOFT));
        TaughtLoop loop = new TaughtLoop(
                kind,
                Stream.of(Stream.of(TaughtLoop.TEACHER), networks, Stream.of(TaughtLoop.STUDENT))
                        .flatMap(Function.identity())
                        .toArray(String[]::new));
        loop.decide(loop.open(null), 0.9, Outcome.PROMOTED);
        return loop;
    }
}
