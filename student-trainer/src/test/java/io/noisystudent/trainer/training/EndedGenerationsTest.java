package io.noisystudent.trainer.training;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndedGenerationsTest {
    private static final Failed CANCELLED = ShapesPipeline.ended(0, ErrorCode.GENERATION_CANCELLED, "by a person");
    private static final TrainingRequest REQUEST = ShapesPipeline.request("0-s0", TrainingRanges.supervised(List.of()));
    private static final GenerationState OPEN =
            new Training(CANCELLED.plan(), CANCELLED.labeling(), List.of(REQUEST), List.of(), List.of());

    private final EndedGenerations ended = new EndedGenerations(ShapesPipeline.TOPICS.generations(), new StopSignal());

    @Test
    void shouldSayWhyAGenerationIsOver() {
        // Given
        ended.accept(OPEN);
        assertThat(ended.reason(REQUEST)).isEmpty();

        // When
        ended.accept(CANCELLED);

        // Then
        assertThat(ended.reason(REQUEST)).contains("generation 0 is over: by a person");
    }

    @Test
    void shouldStayWithADecisionWhenAnOlderStateIsCopiedToTheEndOfTheLog() {
        // Given
        ended.accept(OPEN);
        ended.accept(CANCELLED);

        // When
        ended.accept(OPEN);

        // Then
        assertThat(ended.reason(REQUEST)).isPresent();
    }
}
