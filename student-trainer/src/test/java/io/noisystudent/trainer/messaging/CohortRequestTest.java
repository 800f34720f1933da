package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingProgress.Failed;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.trainer.dataset.RangeReader;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests for several students. */
class CohortRequestTest extends TrainerOfATest {
    private static final RangeReader BROKEN = (range, handler) -> {
        throw new IllegalStateException("a bug");
    };

    @Test
    void shouldRegisterEveryStudentOnceWithALineageOfItsOwn() {
        // When it is delivered twice
        assertThat(isAcknowledged(counted(), cohort())).isTrue();
        List<TrainingProgress> first = answers();
        int readOnce = reads.get();
        sent.clear();
        assertThat(isAcknowledged(counted(), cohort())).isTrue();

        // Then
        assertThat(first).extracting(TrainingProgress::requestId).containsExactly("r", "r-peer");
        assertThat(answers()).isEqualTo(first);
        assertThat(first).allMatch(Completed.class::isInstance);
        assertThat(reads).as("read and trained once").hasValue(readOnce).hasPositiveValue();
        assertThat(registry.versions())
                .extracting(version -> version.lineage().request())
                .containsExactlyElementsOf(cohort().cohort());
        assertThat(registry.versions())
                .extracting(version -> version.report().network())
                .containsExactly(request().recipe().network(), "small-cnn");
        assertThat(registry.versions()).extracting(ModelVersion::sha256).doesNotHaveDuplicates();
    }

    @Test
    void shouldRegisterTheOthersWhenATrainerDiedBetweenTwoStudents() {
        // Given
        dieBetweenTwoStudents();
        assertThat(registry.versions()).hasSize(1);
        ModelVersion before = registry.versions().get(0);

        // When
        assertThat(isAcknowledged(log, cohort())).isTrue();

        // Then
        assertThat(registry.versions()).hasSize(2).startsWith(before);
        assertThat(answers())
                .extracting(answer -> ((Completed) answer).model())
                .containsExactly(new ModelRef("shapes", 1), new ModelRef("shapes", 2));
    }

    @Test
    void shouldKeepWhatWasRegisteredBeforeARestartWhenTheRestCannotBeTrained() {
        // Given
        dieBetweenTwoStudents();

        // When
        assertThat(isAcknowledged(BROKEN, cohort())).isTrue();

        // Then
        assertThat(answers().get(0)).isInstanceOfSatisfying(Completed.class, first -> assertThat(first.model())
                .isEqualTo(new ModelRef("shapes", 1)));
        assertThat(answers().get(1)).isInstanceOfSatisfying(Failed.class, second -> assertThat(second.code())
                .isEqualTo(ErrorCode.INTERNAL));
        assertThat(registry.versions()).hasSize(1);
    }

    @Test
    void shouldKeepWhatWasRegisteredBeforeARestartWhenTheGenerationIsCancelledThen() {
        // Given
        dieBetweenTwoStudents();
        onSent = progress -> ended.accept(cancelled());

        // When
        assertThat(isAcknowledged(log, cohort())).isTrue();

        // Then
        assertThat(answers().get(0)).isInstanceOf(Completed.class);
        assertThat(answers().get(1)).isInstanceOfSatisfying(Failed.class, second -> assertThat(second.code())
                .isEqualTo(ErrorCode.GENERATION_CANCELLED));
    }

    @Test
    void shouldSayWhichStudentsWereRegisteredBeforeTheGenerationWasCancelled() {
        // Given
        fromUpload(2, () -> ended.accept(cancelled()));

        // When
        assertThat(isAcknowledged(log, cohort())).isTrue();

        // Then
        assertThat(answers().get(0)).isInstanceOf(Completed.class);
        assertThat(answers().get(1)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.requestId()).isEqualTo("r-peer");
            assertThat(failed.code()).isEqualTo(ErrorCode.GENERATION_CANCELLED);
        });
        assertThat(registry.versions()).hasSize(1);
    }

    @Test
    void shouldAnswerForEveryStudentWhereNoneIsTrained() {
        // When
        assertThat(isAcknowledged(BROKEN, cohort())).isTrue();
        ended.accept(cancelled());
        assertThat(isAcknowledged(log, cohort())).isTrue();

        // Then
        assertThat(answers())
                .extracting(answer -> answer.requestId() + " " + ((Failed) answer).code())
                .containsExactly(
                        "r INTERNAL", "r-peer INTERNAL", "r GENERATION_CANCELLED", "r-peer GENERATION_CANCELLED");
    }

    /** And start again. What is forbidden is not tried again by the client, which would take seconds. */
    private void dieBetweenTwoStudents() {
        fromUpload(2, () -> {
            stop.request();
            registry.refuse(ErrorCode.FORBIDDEN);
        });
        assertThat(isAcknowledged(log, cohort())).isFalse();
        startAgain();
        registry.observe(call -> {});
        registry.refuse(null);
    }

    private TrainingRequest cohort() {
        return ShapesPipeline.cohort(request());
    }

    private List<TrainingProgress> answers() {
        return sent.stream()
                .filter(progress -> !(progress instanceof TrainingProgress.Running))
                .toList();
    }

    private RangeReader counted() {
        return (range, handler) -> {
            reads.incrementAndGet();
            log.read(range, handler);
        };
    }

    /** At this upload, and at all that follow. */
    private void fromUpload(int number, Runnable action) {
        AtomicInteger uploads = new AtomicInteger();
        registry.observe(call -> {
            if (call.startsWith("PUT") && uploads.incrementAndGet() >= number) {
                action.run();
            }
        });
    }
}
