package io.noisystudent.contracts.config;

import java.util.List;

/**
 * One classification problem and its policies: the content of {@code pipeline.yaml}, checked and with every default
 * filled in.
 *
 * @param name prefix of the topics and name of the registered model
 * @param classes in the order of the network's outputs
 * @param recipes generation 0 uses the first, each later one the next; the last repeats
 */
public record PipelineConfig(
        String name,
        ImageShape image,
        List<String> classes,
        SplitShares splits,
        TopicConfig topics,
        CurriculumConfig curriculum,
        LabelingConfig labeling,
        SelectionConfig selection,
        GateConfig gate,
        List<Recipe> recipes) {
    public PipelineConfig {
        classes = List.copyOf(classes);
        recipes = List.copyOf(recipes);
    }

    /** What makes images, labels and networks fit each other. */
    public PipelineSignature signature() {
        return new PipelineSignature(image, classes);
    }

    /** The recipe of a generation: the n-th, or the last one when there are fewer. */
    public Recipe recipe(int generation) {
        return recipes.get(Math.min(generation, recipes.size() - 1));
    }

    /**
     * The recipe of the control of a loop: its last student's network, batches, loss and noise, but the first recipe's
     * optimiser, the one that was chosen for labels alone: a student's rate allows for the loss of its pseudo-labelled rows.
     *
     * @param steps optimiser steps that the whole loop took
     */
    public Recipe control(Recipe last, int steps) {
        return last.withOptimizer(recipe(0).optimizer()).withSteps(steps);
    }
}
