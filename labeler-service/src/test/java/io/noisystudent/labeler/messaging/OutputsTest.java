package io.noisystudent.labeler.messaging;

import io.noisystudent.contracts.codec.MessageCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.kafka.topic.TopicSettings;
import io.noisystudent.kafka.trace.RecordSpan;
import io.noisystudent.kafka.trace.RecordTracing;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Clock;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OutputsTest {
    private static final MessageCodec<Integer> SIZED = new MessageCodec<>() {
        @Override
        public byte[] encode(Integer size) {
            return new byte[size];
        }

        @Override
        public Integer decode(String topic, byte @Nullable [] value) {
            return value == null ? 0 : value.length;
        }
    };

    private final RecordSpan span =
            new RecordTracing(OpenTelemetry.noop()).process(new RecordHeaders(), "p.labeling-tasks");
    private final Outputs outputs = new Outputs("/labeler-service/it", Clock.systemUTC(), span);

    @AfterEach
    void close() {
        span.close();
    }

    @Test
    void shouldRefuseAnAnswerThatNoTopicTakes() {
        assertThatThrownBy(() -> outputs.event("p.pseudo-labels", "1-0", TopicSettings.MAX_MESSAGE_BYTES, SIZED))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
                .hasMessageContaining("task-samples");
        assertThat(outputs.messages()).isEmpty();
    }

    @Test
    void shouldWriteTopicsOfOneOrderIntoOnePartition() {
        // When
        outputs.event("p.pseudo-labels", "1-0", 1, SIZED);
        outputs.orderedEvent("p.labeling-progress", "1-0", 1, SIZED);

        // Then
        assertThat(outputs.messages().stream().map(message -> message.getMetadata(OutgoingKafkaRecordMetadata.class)
                        .orElseThrow()
                        .getPartition()))
                .containsExactly(-1, 0);
    }
}
