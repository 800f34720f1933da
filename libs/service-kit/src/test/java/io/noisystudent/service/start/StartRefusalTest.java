package io.noisystudent.service.start;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StartRefusalTest {
    private final List<String> steps = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    @Test
    void shouldEndTheProcessWhenAStepIsRefused() {
        // Given
        NoisyStudentException refused =
                new NoisyStudentException(ErrorCode.BROKER_UNAVAILABLE, "kafka:9092", "gives no answer");

        // When, Then
        assertThatThrownBy(() -> StartRefusal.guard(
                        "labeler-service",
                        () -> {
                            throw refused;
                        },
                        ends::add))
                .isSameAs(refused);
        assertThat(ends).containsExactly(2);
    }

    @Test
    void shouldEndSoThatAnotherProcessIsStartedWhenTheDeviceFailed() {
        // Given
        NoisyStudentException failed = new NoisyStudentException(ErrorCode.DEVICE_FAILED, "cuda:0", "gone");

        // When, Then
        assertThatThrownBy(() -> StartRefusal.guard(
                        "labeler-service",
                        () -> {
                            throw failed;
                        },
                        ends::add))
                .isSameAs(failed);
        assertThat(ends).containsExactly(3);
    }

    @Test
    void shouldGoOnWhenAStepIsTaken() {
        // When
        StartRefusal.guard("labeler-service", () -> steps.add("taken"), ends::add);

        // Then
        assertThat(steps).containsExactly("taken");
        assertThat(ends).isEmpty();
    }

    @Test
    void shouldLeaveADefectToQuarkusWhichPrintsItsStackTrace() {
        // Given
        IllegalStateException defect = new IllegalStateException("a defect");

        // When, Then
        assertThatThrownBy(() -> StartRefusal.guard(
                        "labeler-service",
                        () -> {
                            throw defect;
                        },
                        ends::add))
                .isSameAs(defect);
        assertThat(ends).isEmpty();
    }
}
