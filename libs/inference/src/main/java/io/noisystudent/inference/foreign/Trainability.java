package io.noisystudent.inference.foreign;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.GraphCheck;

/** What a network can be used for, decided by its operators and shapes before anything is labeled. */
final class Trainability {
    private Trainability() {}

    /**
     * @param isNew whether its classifier is a fresh one, so that it is of no use if it cannot be trained
     * @throws NoisyStudentException why it cannot be trained, if it is new
     */
    static String describe(Graph graph, ImageShape image, boolean isNew) {
        if (isNew) {
            GraphCheck.trainable(graph, image);
            return "a recipe can begin with it";
        }
        try {
            GraphCheck.trainable(graph, image);
            return "it can be a teacher and, with network: teacher, the start of students";
        } catch (NoisyStudentException e) {
            return "it can be a teacher, but not trained: " + e.describe();
        }
    }
}
