package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.trainer.training.Activity;
import io.noisystudent.trainer.training.StopSignal;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes the listeners that tell how trainings go. */
@ApplicationScoped
class ProgressListeners {
    private final ProgressSink progress;
    private final TrainingMetrics metrics;
    private final Activity activity;
    private final StopSignal stop;

    ProgressListeners(ProgressSink progress, TrainingMetrics metrics, Activity activity, StopSignal stop) {
        this.progress = progress;
        this.metrics = metrics;
        this.activity = activity;
        this.stop = stop;
    }

    /** Where all of them tell it. */
    ProgressSink progress() {
        return progress;
    }

    /** For the training that a request asks for. */
    TrainingListener of(TrainingRequest request) {
        return new ProgressListener(request.id(), progress, metrics, activity, stop);
    }
}
