package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.teacher.curriculum.Command;
import io.noisystudent.teacher.curriculum.Curriculum;
import io.noisystudent.teacher.curriculum.CurriculumEvent.LabelingAnswered;
import io.noisystudent.teacher.curriculum.CurriculumEvent.Observed;
import io.noisystudent.teacher.curriculum.CurriculumEvent.WorkPassed;
import io.noisystudent.teacher.curriculum.CurriculumTransaction;
import io.noisystudent.teacher.curriculum.Generations;
import io.noisystudent.teacher.curriculum.NoisyStudentRules;
import io.noisystudent.teacher.curriculum.Observation;
import io.noisystudent.teacher.curriculum.OpenWork;
import io.noisystudent.teacher.testing.Answers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tasks that another consumer took, or that were skipped: when the owner stops waiting for them. */
class PassedWorkTest {
    private static final PipelineConfig PIPELINE = PipelineConfigReader.parse("""
            pipeline:
              name: pets
              image: {height: 8, width: 8, channels: 1}
              classes: [cat, dog]
              labeling: {task-samples: 10}
              recipes: [{network: mlp, steps: 5}]
            """, "test");

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final OwnerSettings SETTINGS =
            new OwnerSettings(new Topics("pets"), Map.of(), Duration.ofSeconds(1), PATIENCE);

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    /** As of {@link System#nanoTime}, which may begin anywhere: here it passes its largest value soon. */
    private long nanoTime = Long.MAX_VALUE - 15 * SECOND;

    private final Curriculum curriculum = new Curriculum(PIPELINE, new NoisyStudentRules(PIPELINE, CLOCK), CLOCK);
    private final Seen broker = new Seen();
    private final PassedWork passed = new PassedWork(SETTINGS, () -> nanoTime, broker);

    @Test
    void shouldEndTheLabelingWhosePassedTasksAreNotAnsweredForTheWholePatience() {
        // Given
        CurriculumTransaction transaction = open(new ModelRef("pets", 1));
        assertThat(transaction.commands()).hasSize(4);

        // When
        List<WorkPassed> before = lookFor(PATIENCE.minusSeconds(1), transaction.generations());
        List<WorkPassed> after = lookFor(Duration.ofSeconds(1), transaction.generations());

        // Then
        WorkPassed event = new WorkPassed("1", new OpenWork("pets.labeling-tasks", "pets-labelers", 4));
        assertThat(before).isEmpty();
        assertThat(after).containsExactly(event);
        assertThat(broker.asked)
                .containsOnly("pets-labelers pets.labeling-tasks")
                .hasSizeLessThan(8);
        assertThat(transaction.apply(event)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code())
                .isEqualTo(ErrorCode.TASKS_PASSED));
    }

    @Test
    void shouldEndTheTrainingWhoseRequestIsPassed() {
        // Given
        CurriculumTransaction transaction = open(null);

        // When
        List<WorkPassed> events = lookFor(PATIENCE, transaction.generations());

        // Then
        assertThat(events)
                .containsExactly(new WorkPassed("0", new OpenWork("pets.training-requests", "pets-trainers", 1)));
        assertThat(transaction.apply(events.get(0)))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.TASKS_PASSED));
    }

    @Test
    void shouldWaitWhileTheGroupHasTasksBeforeIt() {
        // Given
        Generations generations = open(new ModelRef("pets", 1)).generations();
        lookFor(PATIENCE.minusSeconds(1), generations);
        broker.groupAtEnd = false;

        // When / Then
        assertThat(lookFor(PATIENCE.multipliedBy(3), generations)).isEmpty();
        broker.groupAtEnd = true;
        assertThat(lookFor(PATIENCE.minusSeconds(1), generations))
                .as("the patience starts over")
                .isEmpty();
    }

    @Test
    void shouldWaitWhileAnswersAreUnread() {
        // Given
        Generations generations = open(new ModelRef("pets", 1)).generations();
        broker.allRead = false;

        // When / Then
        assertThat(lookFor(PATIENCE.multipliedBy(3), generations)).isEmpty();
    }

    @Test
    void shouldStartOverWithEveryAnswer() {
        // Given
        CurriculumTransaction transaction = open(new ModelRef("pets", 1));
        Generations before = transaction.generations();
        lookFor(PATIENCE.minusSeconds(1), before);

        // When
        TaskCompleted answer =
                Answers.completed(((Command.Label) transaction.commands().get(0)).task());
        transaction.apply(new LabelingAnswered(answer));

        // Then
        assertThat(transaction.generations().openTasks()).isEqualTo(before.openTasks() - 1);
        assertThat(lookFor(PATIENCE.minusSeconds(1), transaction.generations())).isEmpty();
        assertThat(lookFor(Duration.ofSeconds(12), transaction.generations())).isNotEmpty();
    }

    @Test
    void shouldWaitWhileATrainerSaysThatItTrains() {
        // Given
        Generations generations = open(null).generations();

        for (int step = 0; step < 6; step++) {
            // When
            List<WorkPassed> events = lookFor(PATIENCE.dividedBy(2), generations);
            passed.onTraining();

            // Then
            assertThat(events).isEmpty();
        }
    }

    @Test
    void shouldWaitWhereTheBrokerDoesNotSay() {
        // Given
        Generations generations = open(null).generations();
        broker.failure = new NoisyStudentException(ErrorCode.BROKER_REFUSED, "pets-trainers", "no right");

        // When / Then
        assertThat(lookFor(PATIENCE.multipliedBy(3), generations)).isEmpty();
    }

    @Test
    void shouldNotLookWhileNothingIsOpen() {
        // When / Then
        assertThat(lookFor(PATIENCE.multipliedBy(3), Generations.NONE)).isEmpty();
        assertThat(broker.asked).isEmpty();
    }

    @Test
    void shouldRefuseAPatienceOfNothing() {
        assertThatThrownBy(() -> new OwnerSettings(SETTINGS.topics(), Map.of(), SETTINGS.tick(), Duration.ZERO))
                .isInstanceOf(NoisyStudentException.class)
                .hasMessageContaining("PT0S")
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                .hasFieldOrPropertyWithValue("subject", "noisystudent.curriculum.passed-after");
    }

    /** What comes of a tick in every second of that time, and one at its end. */
    private List<WorkPassed> lookFor(Duration time, Generations generations) {
        List<WorkPassed> events = new ArrayList<>();
        for (long second = 0; second < time.toSeconds(); second++) {
            passed.check(generations).ifPresent(events::add);
            nanoTime += SECOND;
        }
        passed.check(generations).ifPresent(events::add);
        return events;
    }

    private CurriculumTransaction open(@Nullable ModelRef teacher) {
        CurriculumTransaction transaction = new CurriculumTransaction(curriculum, Generations.NONE);
        transaction.apply(new Observed(new Observation(
                List.of(new LogRange("pets.labeled", 0, 0, 40)),
                List.of(new LogRange("pets.unlabeled", 0, 0, 40)),
                List.of(),
                teacher,
                null,
                Map.of(),
                Map.of(),
                true)));
        return transaction;
    }

    private static final class Seen implements PassedWork.Look {
        private final List<String> asked = new ArrayList<>();
        private boolean groupAtEnd = true;
        private boolean allRead = true;
        private @Nullable NoisyStudentException failure;

        @Override
        public boolean hasPassed(String group, String topic) {
            if (failure != null) {
                throw failure;
            }
            asked.add(group + " " + topic);
            return groupAtEnd;
        }

        @Override
        public boolean isAllRead() {
            return allRead;
        }
    }
}
