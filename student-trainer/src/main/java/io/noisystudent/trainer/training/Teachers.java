package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.networks.graph.Graph;

/** Where the networks of versions come from. */
@FunctionalInterface
public interface Teachers {
    /**
     * The network of a version.
     *
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code NOT_FOUND}, or why it cannot be read
     */
    Graph load(ModelRef teacher);
}
