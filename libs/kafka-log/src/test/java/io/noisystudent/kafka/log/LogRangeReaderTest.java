package io.noisystudent.kafka.log;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class LogRangeReaderTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private long written = 10;
    private final LogRangeReader reader = new LogRangeReader(consumer, partition -> written, Duration.ofMillis(50));

    @Test
    void shouldStopAtTheEndAlthoughTheBrokerSendsMore() {
        // Given
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> List.of(3L, 5L, 6L, 9L).forEach(this::add));

        // When / Then: 4 and 7 are markers; 6 is the first offset that does not belong
        assertThat(read(new LogRange("t", 0, 3, 6))).containsExactly(3L, 5L);
    }

    @Test
    void shouldReadNothingForAnEmptyRangeAndSendNoRequest() {
        assertThat(read(new LogRange("unknown", 0, 7, 7))).isEmpty();
        assertThat(consumer.assignment()).isEmpty();
    }

    @Test
    void shouldSayThatRetentionWasFaster() {
        // Given
        consumer.updateBeginningOffsets(Map.of(PARTITION, 4L));

        // When
        NoisyStudentException refusal = refusal(new LogRange("t", 0, 3, 6));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.LINEAGE_EXPIRED);
        assertThat(refusal.subject()).isEqualTo("t-0[3,6)");
        assertThat(refusal).hasMessageContaining("begins at 4");
    }

    @Test
    void shouldGiveUpWhenTheEndDoesNotComeNearer() {
        // Given
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> add(3));

        // When
        NoisyStudentException refusal = refusal(new LogRange("t", 0, 3, 6));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.RANGE_INCOMPLETE);
        assertThat(refusal).hasMessageContaining("only up to 4");
    }

    @Test
    void shouldSayThatTheLogIsShorterThanItWas() {
        // Given a log that ends within the range
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> add(3));
        written = 5;

        // When
        NoisyStudentException within = refusal(new LogRange("t", 0, 3, 6));

        // Then
        assertThat(within.code()).isEqualTo(ErrorCode.LOG_RESET);
        assertThat(within).hasMessageContaining("the log ends at 5");

        // Given one that ends before it
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 3L)));

        // When / Then
        assertThat(refusal(new LogRange("t", 0, 3, 6)).code()).isEqualTo(ErrorCode.LOG_RESET);
    }

    @Test
    void shouldSayThatTheBrokerIsAway() {
        for (KafkaException failure : List.of(new TimeoutException("timed out"), new KafkaException("broken"))) {
            // Given
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.setPollException(failure);

            // When / Then
            assertThat(refusal(new LogRange("t", 0, 3, 6)).code()).isEqualTo(ErrorCode.BROKER_UNAVAILABLE);
        }
    }

    private void add(long offset) {
        consumer.addRecord(new ConsumerRecord<>("t", 0, offset, null, new byte[0]));
    }

    private List<Long> read(LogRange range) {
        List<Long> offsets = new ArrayList<>();
        reader.read(range, record -> offsets.add(record.offset()));
        return offsets;
    }

    private NoisyStudentException refusal(LogRange range) {
        NoisyStudentException refusal = catchThrowableOfType(NoisyStudentException.class, () -> read(range));
        assertThat(refusal).isNotNull();
        return refusal;
    }
}
