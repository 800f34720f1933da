package io.noisystudent.teacher.evaluation;

import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What labelers measured of a version: of several, the one that takes longest for an image. */
final class SlowestLatency {
    private SlowestLatency() {}

    /** Null if no labeler that answered with this version measured it. */
    static @Nullable Latency of(ModelRef model, Collection<Predictions> answers) {
        return answers.stream()
                .filter(answer -> model.equals(answer.model()))
                .map(Predictions::latency)
                .filter(Objects::nonNull)
                .max(Comparator.comparingDouble(Latency::millisPerImage))
                .orElse(null);
    }
}
