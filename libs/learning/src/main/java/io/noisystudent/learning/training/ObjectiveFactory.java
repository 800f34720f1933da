package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.torch.Compute;

/** Makes the loss of a network that is trained; each network of a training gets one of its own. */
@FunctionalInterface
public interface ObjectiveFactory {
    /**
     * @param classes of the network
     * @param compute where parameters of terms live
     */
    Objective create(Recipe recipe, TrainingData data, int classes, Compute compute);
}
