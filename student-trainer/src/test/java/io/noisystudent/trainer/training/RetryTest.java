package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetryTest {
    private final StopSignal stop = new StopSignal();
    private final Retry retry = new Retry(stop, new Backoff(Duration.ofMillis(1), Duration.ofMillis(4)));
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void shouldTryUntilTheOtherIsBack() {
        // When
        String answer = retry.call(() -> {
            if (attempts.incrementAndGet() < 6) {
                throw refusal(ErrorCode.REGISTRY_UNAVAILABLE);
            }
            return "registered";
        });

        // Then
        assertThat(answer).isEqualTo("registered");
        assertThat(attempts).hasValue(6);
    }

    @Test
    void shouldNotRepeatWhatWaitingDoesNotHelp() {
        // When / Then
        assertThatThrownBy(() -> retry.call(() -> fail(ErrorCode.BAD_GRAPH))).isInstanceOf(NoisyStudentException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void shouldEndAfterItsAttempts() {
        // When / Then
        assertThatThrownBy(() -> retry.call(3, () -> fail(ErrorCode.BROKER_UNAVAILABLE)))
                .isInstanceOf(NoisyStudentException.class);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void shouldEndWhenTheServiceStops() {
        // When / Then
        assertThatThrownBy(() -> retry.call(() -> {
                    stop.request();
                    return fail(ErrorCode.REGISTRY_UNAVAILABLE);
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void shouldEndWhenTheRequestIsCancelled() {
        // Given
        TrainingRequest request = ShapesPipeline.request("r", TrainingRanges.supervised(List.of()));
        stop.begin(request);

        // When / Then
        assertThatThrownBy(() -> retry.call(() -> {
                    stop.cancel(request::equals);
                    return fail(ErrorCode.REGISTRY_UNAVAILABLE);
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(attempts).hasValue(1);
        assertThat(stop.end()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(stop.isRequested()).as("the next request is another one").isFalse();
    }

    private Object fail(ErrorCode code) {
        attempts.incrementAndGet();
        throw refusal(code);
    }

    private static NoisyStudentException refusal(ErrorCode code) {
        return new NoisyStudentException(code, "subject", "message");
    }
}
