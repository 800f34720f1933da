package io.noisystudent.labeler.evaluation;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.labeler.deadletter.DeadLetters;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PredictionCollectorTest {
    private static final InboundRecord.Images IMAGE =
            new InboundRecord.Labeled(null, ContentType.PNG, new byte[] {1}, List.of(0), Split.TEST, null);

    @Test
    void shouldTakeNoMoreSamplesThanAReaderTakes() {
        // Given
        EvaluationTask task =
                new EvaluationTask("1-e-0", "1", new ModelRef("p", 1), new LogRange("p.labeled", 0, 0, 9));
        PredictionCollector collector = new PredictionCollector(task, 2, 1, new DeadLetters(task.id(), "1", 1 << 20));
        FloatBuffer row = FloatBuffer.wrap(new float[] {0.9f, 0.1f});

        // When
        collector.predicted(IMAGE, 0, 0, row);

        // Then
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> collector.predicted(IMAGE, 1, 0, row))
                .withMessageContaining("splits.test")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }
}
