package io.noisystudent.labeler.labeling;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.labeler.deadletter.DeadLetters;
import io.noisystudent.labeler.testing.TinyModels;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PseudoLabelCollectorTest {
    private static final InboundRecord.Images IMAGE =
            new InboundRecord.Unlabeled(null, ContentType.PNG, new byte[] {1});

    /** Readers of an answer refuse more; a task with such an answer could never be learned from. */
    @Test
    void shouldAcceptNoMoreSamplesThanAReaderTakes() {
        // Given
        LabelingTask task =
                new LabelingTask("1-3-0", 1, new ModelRef("p", 1), new LogRange("p.unlabeled", 0, 0, 9), 0.5);
        PseudoLabelCollector collector = new PseudoLabelCollector(task, 2, 2, new DeadLetters(task.id(), "1", 1 << 20));

        // When
        collector.predicted(IMAGE, 0, 0, FloatBuffer.wrap(new float[] {0.9f, 0.1f}));
        collector.predicted(IMAGE, 1, 0, FloatBuffer.wrap(new float[] {0.2f, 0.8f}));

        // Then
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> collector.predicted(IMAGE, 2, 0, FloatBuffer.wrap(new float[] {0.7f, 0.3f})))
                .withMessageContaining("labeling.task-samples")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
                .satisfies(e -> assertThat(e.subject()).isEqualTo(task.id()));
        assertThat(collector.labels(TinyModels.EXECUTION).acceptedAt().size()).isEqualTo(2);
    }
}
