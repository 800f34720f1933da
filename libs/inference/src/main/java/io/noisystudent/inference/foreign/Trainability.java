package io.noisystudent.inference.foreign;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.validation.GraphCheck;
import io.noisystudent.networks.validation.Shapes;

/** What a network can be used for, decided by its operators and shapes before anything is labeled. */
final class Trainability {
    private static final int BATCH = 2;

    private Trainability() {}

    static String describe(Graph graph, ImageShape image) {
        try {
            GraphCheck.trainable(graph);
            Shapes.infer(graph, image, BATCH);
            return "it can be a teacher and, with network: teacher, the start of students";
        } catch (NoisyStudentException e) {
            return "it can be a teacher, but not trained: " + e.describe();
        }
    }
}
