package io.noisystudent.contracts.event;

import io.noisystudent.contracts.Fixtures;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.log.LogRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DataReviewTest {
    private static final String IMAGES = "digits.unlabeled";
    private static final String LABELS = "digits.labeled";

    @Test
    void shouldFindNothingWhileTheLogsHaveWhatGenerationsName() {
        // Given
        List<GenerationState> generations =
                List.of(student(0, 0, range(LABELS, 0, 0, 10)), student(1, 0, range(IMAGES, 0, 100, 200)));

        // When
        DataReview review = DataReview.of(
                generations, List.of(range(LABELS, 0, 0, 30), range(IMAGES, 0, 100, 300), range(IMAGES, 1, 50, 60)));

        // Then
        assertThat(review).isEqualTo(DataReview.NONE);
        assertThat(review.warnings()).isEmpty();
    }

    @Test
    void shouldNameWhatIsGoneOfTheSnapshotsAndNothingBeyondThem() {
        // Given
        List<GenerationState> generations = List.of(
                student(0, 0, range(LABELS, 0, 0, 10)),
                student(1, 0, range(IMAGES, 0, 0, 100), range(IMAGES, 1, 0, 40)),
                student(2, 0, range(IMAGES, 0, 70, 200), range(IMAGES, 1, 0, 60)));

        // When
        DataReview review = DataReview.of(
                generations, List.of(range(LABELS, 0, 0, 30), range(IMAGES, 0, 70, 300), range(IMAGES, 1, 90, 95)));

        // Then
        assertThat(review.missing()).containsExactly(range(IMAGES, 0, 0, 70), range(IMAGES, 1, 0, 60));
        assertThat(review.missingRecords()).isEqualTo(130);
        assertThat(review.warnings())
                .singleElement()
                .asString()
                .contains("130 records that are gone", "digits.unlabeled-0[0,70)", "digits.unlabeled-1[0,60)");
    }

    @Test
    void shouldReportTheScatteredKeysOfTheNewestTrainingThatCountedThem() {
        // Given
        List<GenerationState> generations = List.of(student(0, 3), student(1, 17), student(2, null), control(2, 1));

        // When
        DataReview review = DataReview.of(generations, List.of());

        // Then
        assertThat(review.scatteredKeys()).isEqualTo(17);
        assertThat(review.warnings())
                .singleElement()
                .asString()
                .contains("17 keys are in more than one partition", "partitioner=murmur2_random");
        assertThat(DataReview.of(List.of(student(0, 3), student(1, 0)), List.of())
                        .warnings())
                .isEmpty();
    }

    private static LogRange range(String topic, int partition, long from, long to) {
        return new LogRange(topic, partition, from, to);
    }

    private static GenerationState student(int number, @Nullable Integer scattered, LogRange... named) {
        return decided(Integer.toString(number), number, TrainingRequest.Purpose.STUDENT, scattered, List.of(named));
    }

    private static GenerationState control(int number, int scattered) {
        return decided("control-" + number, number, TrainingRequest.Purpose.CONTROL, scattered, List.of());
    }

    private static GenerationState decided(
            String id, int number, TrainingRequest.Purpose purpose, @Nullable Integer scattered, List<LogRange> named) {
        GenerationPlan plan = new GenerationPlan(
                id,
                number,
                purpose,
                "due",
                Fixtures.pipeline("digits").recipe(0),
                null,
                named.stream().filter(range -> range.topic().equals(LABELS)).toList(),
                named.stream().filter(range -> range.topic().equals(IMAGES)).toList(),
                10,
                List.of(),
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        TrainingReport report = new TrainingReport(
                "mlp", 1, 1, 1, 1, 0, "float32", 1, 1, 0, 0, 0, 0, List.of(), 0, null, null, scattered, null, null,
                null, null, null, null);
        return new GenerationState.Failed(
                plan,
                LabelingSummary.NONE,
                List.of(new StudentResult("r", new ModelRef("digits", 1), report, null, null)),
                ErrorCode.INTERNAL,
                "over",
                Instant.EPOCH);
    }
}
