package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingProgress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of the curriculum's owner beyond the committed states.
 *
 * @param active whether this instance is the owner
 * @param waitingFor what has to happen next, for people; null while this instance stands by
 * @param finished whether nothing more happens until new data comes or a person asks; false while this instance stands
 *     by
 * @param teacher as the registry said when it was last asked
 * @param training newest word of the trainers about each open request
 * @param lag records of each input that are not read yet
 * @param reset what the broker has lost since the loop worked with it; null if nothing is known to be lost
 */
public record OwnerStatus(
        boolean active,
        @Nullable String waitingFor,
        boolean finished,
        @Nullable ModelRef teacher,
        List<TrainingProgress.Running> training,
        Map<String, Long> lag,
        @Nullable String reset) {
    public static final OwnerStatus STANDBY = new OwnerStatus(false, null, false, null, List.of(), Map.of(), null);

    public OwnerStatus {
        training = List.copyOf(training);
        lag = Map.copyOf(lag);
    }
}
