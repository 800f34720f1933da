package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.event.TrainingRequest;
import java.util.Map;

/**
 * What a version was made from: the request that asked for it, and the environment it ran in (code version, Java,
 * libraries, operating system, processor).
 */
public record Lineage(TrainingRequest request, Map<String, String> environment) {
    public Lineage {
        environment = Map.copyOf(environment);
    }
}
