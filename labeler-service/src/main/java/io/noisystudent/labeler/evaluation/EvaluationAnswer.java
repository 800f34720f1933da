package io.noisystudent.labeler.evaluation;

import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.labeler.deadletter.DeadLetterRecord;
import java.util.List;

/** Everything that an evaluation task leads to; published in one transaction. */
public record EvaluationAnswer(Predictions predictions, List<DeadLetterRecord> deadLetters) {
    public EvaluationAnswer {
        deadLetters = List.copyOf(deadLetters);
    }
}
