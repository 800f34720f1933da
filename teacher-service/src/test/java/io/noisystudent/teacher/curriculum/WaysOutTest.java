package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Decided;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.Verdict.Outcome;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.teacher.curriculum.CurriculumEvent.CancelRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationFailed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LogsSeen;
import io.noisystudent.teacher.curriculum.CurriculumEvent.OpenRequested;
import io.noisystudent.teacher.curriculum.CurriculumEvent.TeacherMoved;
import io.noisystudent.teacher.curriculum.CurriculumEvent.WorkPassed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.noisystudent.teacher.curriculum.Fixture.FIRST;
import static io.noisystudent.teacher.curriculum.Fixture.LOOP;
import static io.noisystudent.teacher.curriculum.Fixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

/** Every state that a generation can be in, and that a person gets out of it. */
class WaysOutTest {
    private static final Map<String, Consumer<Drive>> STATES = states();

    private static final Set<String> WORKING =
            Set.of("labeling", "training", "evaluating", "evaluating, the teacher moved");

    private final Drive drive = new Drive(LOOP);

    private static Map<String, Consumer<Drive>> states() {
        Consumer<Drive> labeling = drive -> {
            drive.firstTeacher();
            drive.observe(FIRST, 40, 400);
        };
        Consumer<Drive> training = labeling.andThen(drive -> drive.label("1"));
        Consumer<Drive> evaluating = training.andThen(drive -> drive.train("1", SECOND));
        Consumer<Drive> deciding = evaluating.andThen(drive -> drive.evaluate("1"));
        Map<String, Consumer<Drive>> states = new LinkedHashMap<>();
        states.put("labeling", labeling);
        states.put("labeling, all answered", labeling.andThen(drive -> drive.labelingTasks("1")
                .forEach(task -> drive.on(Fixture.answer(task)))));
        states.put("training", training);
        states.put("evaluating", evaluating);
        states.put("evaluating, the registry decides", deciding);
        states.put(
                "evaluating, a person decides",
                deciding.andThen(drive -> drive.on(Fixture.evaluated("1", SECOND, Outcome.PENDING))));
        states.put(
                "evaluating, the teacher moved",
                deciding.andThen(drive -> drive.on(new TeacherMoved("1", new ModelRef("pets", 9)))));
        states.put("promoted", deciding.andThen(drive -> drive.on(Fixture.evaluated("1", SECOND, Outcome.PROMOTED))));
        states.put("rejected", deciding.andThen(drive -> drive.on(Fixture.evaluated("1", SECOND, Outcome.REJECTED))));
        states.put(
                "failed",
                deciding.andThen(drive -> drive.on(new EvaluationFailed("1", ErrorCode.NOT_FOUND, "no version"))));
        states.put("measured", drive -> {
            labeling.accept(drive);
            drive.label("1");
            drive.decide("1", SECOND, Outcome.REJECTED);
            drive.observe(FIRST, 40, 400);
            drive.label("2");
            drive.decide("2", new ModelRef("pets", 3), Outcome.REJECTED);
            drive.observe(FIRST, 40, 400);
            drive.train("control-2", new ModelRef("pets", 4));
            drive.evaluate("control-2");
            drive.on(Fixture.measured("control-2"));
        });
        return states;
    }

    static Stream<String> names() {
        return STATES.keySet().stream();
    }

    @Test
    void shouldKnowEveryState() {
        // When
        Set<Class<?>> reached = STATES.values().stream()
                .map(way -> {
                    Drive fresh = new Drive(LOOP);
                    way.accept(fresh);
                    return current(fresh).getClass();
                })
                .collect(Collectors.toSet());

        // Then
        assertThat(reached)
                .containsExactlyInAnyOrderElementsOf(
                        leaves(GenerationState.class).toList());
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldLeadOutOf(String name) {
        // Given
        STATES.get(name).accept(drive);
        GenerationState state = current(drive);

        // When
        if (!(state instanceof Decided)) {
            drive.on(new CancelRequested(state.plan().id()));
            assertThat(current(drive)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.cancelled())
                    .isTrue());
        }
        drive.on(new OpenRequested(Fixture.seen(FIRST, 40, 400)));

        // Then
        assertThat(drive.generations.open()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldEndWithTheTopicsThatItWorksWith(String name) {
        // Given
        STATES.get(name).accept(drive);
        GenerationState state = current(drive);

        for (String topic : Fixture.LOGS.keySet()) {
            // When
            drive.on(new LogsSeen(Fixture.LOGS));
            assertThat(current(drive)).isEqualTo(state);
            drive.on(new LogsSeen(Fixture.madeAgain(topic)));

            // Then
            if (state instanceof Decided) {
                assertThat(current(drive)).isEqualTo(state);
            } else {
                assertThat(current(drive)).isInstanceOfSatisfying(Failed.class, failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.LOG_RESET);
                    assertThat(failed.reason()).contains(topic);
                });
                drive.generations = drive.generations.with(state);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldEndWithWorkThatItsGroupHasPassed(String name) {
        // Given
        STATES.get(name).accept(drive);
        GenerationState state = current(drive);
        Optional<OpenWork> open = OpenWork.of(drive.generations, new Topics("pets"));
        assertThat(open.isPresent()).isEqualTo(WORKING.contains(name));
        OpenWork work = open.orElse(new OpenWork("pets.labeling-tasks", "pets-labelers", 0));
        String id = state.plan().id();

        // When
        drive.on(new WorkPassed(id, new OpenWork(work.topic(), work.group(), work.count() + 1)));
        drive.on(new WorkPassed("7", work));
        assertThat(current(drive)).as("that was another one").isEqualTo(state);
        drive.on(new WorkPassed(id, work));

        // Then
        if (open.isPresent()) {
            assertThat(current(drive)).isInstanceOfSatisfying(Failed.class, failed -> {
                assertThat(failed.code()).isEqualTo(ErrorCode.TASKS_PASSED);
                assertThat(failed.reason())
                        .contains("the group " + work.group() + " is at the end of " + work.topic())
                        .contains("without an answer (" + work.count() + ")");
            });
        } else {
            assertThat(current(drive)).isEqualTo(state);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldEndWithAPipelineThatItsWorkDoesNotFit(String name) {
        // Given
        STATES.get(name).accept(drive);
        GenerationState state = current(drive);
        PipelineConfig before = Fixture.pipeline(LOOP);
        Map<String, PipelineConfig> edits = Map.of(
                "there were 2 classes and are 3",
                Fixture.edited(before, before.image(), List.of("cat", "dog", "fox")),
                "class 1 was 'dog' and is 'fox'",
                Fixture.edited(before, before.image(), List.of("cat", "fox")),
                "class 0 was 'cat' and is 'dog'",
                Fixture.edited(before, before.image(), List.of("dog", "cat")),
                "images were 8x8x1 and are 16x8x1",
                Fixture.edited(before, new ImageShape(16, 8, 1), before.classes()));

        edits.forEach((difference, edited) -> {
            // When
            Transition transition = Fixture.curriculum(edited).on(drive.generations, new LogsSeen(Fixture.LOGS));

            // Then
            if (state instanceof Decided) {
                assertThat(transition).isEqualTo(Transition.NONE);
            } else {
                assertThat(transition.commands()).isEmpty();
                assertThat(transition.state()).isInstanceOfSatisfying(Failed.class, failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.SIGNATURE_MISMATCH);
                    assertThat(failed.reason()).contains("pipeline.yaml was changed", difference);
                });
            }
        });
    }

    /** The one that is open, else the newest. */
    private static GenerationState current(Drive drive) {
        return drive.generations.open().orElseGet(() -> drive.generations
                .all()
                .get(drive.generations.all().size() - 1));
    }

    /** The members of a sealed family that can be. */
    static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WaysOutTest::leaves)
                : Stream.of(type);
    }
}
