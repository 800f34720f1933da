package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Training;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.teacher.curriculum.Generations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The newest word of the trainers about each request; shown to people, never decided upon, so not persisted. */
final class TrainingNews {
    private final Map<String, TrainingProgress.Running> newest = new HashMap<>();

    void accept(TrainingProgress progress) {
        if (progress instanceof TrainingProgress.Running running) {
            newest.put(running.requestId(), running);
        } else {
            newest.remove(progress.requestId());
        }
    }

    /** About the requests of the open generation; the others are forgotten. */
    List<TrainingProgress.Running> of(Generations generations) {
        @Nullable GenerationState open = generations.open().orElse(null);
        List<String> requests = open instanceof Training training
                ? training.requests().stream().map(TrainingRequest::id).toList()
                : List.of();
        newest.keySet().retainAll(requests);
        return requests.stream().map(newest::get).filter(Objects::nonNull).toList();
    }
}
