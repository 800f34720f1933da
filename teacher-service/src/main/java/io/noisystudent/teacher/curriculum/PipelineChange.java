package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.PipelineSignature;
import io.noisystudent.contracts.event.GenerationState;
import java.util.Optional;

/** Detects a pipeline that was changed so that what an open generation began fits it no more. */
final class PipelineChange {
    private PipelineChange() {}

    /** For people: what became of the pipeline since a generation opened, and what to do; empty if nothing. */
    static Optional<String> since(GenerationState open, PipelineSignature now) {
        PipelineSignature then = open.plan().signature();
        Optional<String> difference = then == null ? ofCounts(open, now) : then.difference(now);
        return difference.map(change -> "pipeline.yaml was changed since the generation opened: " + change
                + "; give the pipeline what it had again and open another generation, or start one with another name");
    }

    /** A plan of an earlier version says nothing of it, but the answers to its tasks do. */
    private static Optional<String> ofCounts(GenerationState open, PipelineSignature now) {
        int classes = open.labeling().acceptedPerClass().size();
        return classes == 0 || classes == now.classes().size()
                ? Optional.empty()
                : Optional.of("there were " + classes + " classes and are "
                        + now.classes().size());
    }
}
