package io.noisystudent.learning.training;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.objective.Objective;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.ServedSignature;

/** Makes the loss of a network that is trained; each network of a training gets one of its own. */
@FunctionalInterface
public interface ObjectiveFactory {
    /** Makes one, which the training closes. */
    Objective create(Request request);

    /**
     * What a loss is made for.
     *
     * @param network that it is the loss of
     * @param seed of initial values of its own parameters
     * @param compute where these live
     */
    record Request(Recipe recipe, TrainingData data, Graph network, long seed, Compute compute) {
        int classes() {
            return ServedSignature.of(network).classes();
        }
    }
}
