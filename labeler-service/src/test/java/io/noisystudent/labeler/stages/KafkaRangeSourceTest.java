package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.log.LogRange;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What ends the reading thread reaches who waits for records; what is read from a broker is in {@code LabelingIT}. */
class KafkaRangeSourceTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new KafkaException("away"), ErrorCode.BROKER_UNAVAILABLE),
                Arguments.of(new IllegalStateException("a bug"), ErrorCode.INTERNAL),
                Arguments.of(new OutOfMemoryError("Java heap space"), ErrorCode.OUT_OF_MEMORY),
                Arguments.of(new NoClassDefFoundError("io/example/Missing"), ErrorCode.INTERNAL));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @Timeout(20)
    void shouldNotLetItsUserWaitForAThreadThatFailed(Throwable failure, ErrorCode code) {
        // Given
        try (KafkaRangeSource source = new KafkaRangeSource(
                        () -> {
                            if (failure instanceof Error error) {
                                throw error;
                            }
                            throw (RuntimeException) failure;
                        },
                        "test");
                RecordStream records = source.open(new LogRange("shapes.unlabeled", 0, 0, 10))) {
            // When, Then
            assertThatThrownBy(records::next)
                    .hasFieldOrPropertyWithValue("code", code)
                    .hasCause(failure);
        }
    }
}
