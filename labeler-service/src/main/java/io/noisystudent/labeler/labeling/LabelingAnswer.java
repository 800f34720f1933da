package io.noisystudent.labeler.labeling;

import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.labeler.deadletter.DeadLetterRecord;
import java.util.List;

/** Everything that a labeling task leads to; published in one transaction. */
public record LabelingAnswer(PseudoLabels labels, TaskCompleted progress, List<DeadLetterRecord> deadLetters) {
    public LabelingAnswer {
        deadLetters = List.copyOf(deadLetters);
    }
}
