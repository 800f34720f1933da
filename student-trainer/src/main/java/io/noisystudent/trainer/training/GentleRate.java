package io.noisystudent.trainer.training;

import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learning rate for a network that is to be trained with less than the recipe's, as its file says: one that was imported
 * with its normalization folded. Files of earlier releases say nothing, so that a replay trains them as before.
 */
final class GentleRate {
    private static final Logger LOGGER = LoggerFactory.getLogger(GentleRate.class);

    private GentleRate() {}

    /** @return the request's recipe, or the same with a lower rate, which is logged */
    static Recipe of(Graph initial, TrainingRequest request) {
        Recipe recipe = request.recipe();
        double factor = ModelMetadata.learningRateFactor(initial);
        if (factor == 1) {
            return recipe;
        }
        OptimizerConfig optimizer = recipe.optimizer();
        double rate = factor * optimizer.learningRate();
        LOGGER.warn(
                "training request={} learning-rate={} instead={} reason=\"network {} says {}={}\"",
                request.id(),
                rate,
                optimizer.learningRate(),
                initial.name(),
                ModelMetadata.LEARNING_RATE_FACTOR,
                factor);
        return recipe.withOptimizer(optimizer.withLearningRate(rate));
    }
}
