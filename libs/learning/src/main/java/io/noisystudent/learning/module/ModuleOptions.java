package io.noisystudent.learning.module;

import io.noisystudent.learning.noise.NoiseRates;
import java.util.Set;

/**
 * How a graph is compiled.
 *
 * @param noise that it takes in training
 * @param trained which weights training changes
 * @param kept values within the graph that a forward pass gives beside the logits; they are neither overwritten in place
 *     nor merged into the operator that follows
 * @param backbone how what comes before the classifier is trained
 */
public record ModuleOptions(NoiseRates noise, Trained trained, Set<String> kept, BackboneTraining backbone) {
    /** No noise, all weights, logits alone. */
    public static final ModuleOptions PLAIN = new ModuleOptions(NoiseRates.NONE, Trained.ALL, Set.of());

    public ModuleOptions {
        kept = Set.copyOf(kept);
    }

    /** With a backbone that is trained like all else. */
    public ModuleOptions(NoiseRates noise, Trained trained, Set<String> kept) {
        this(noise, trained, kept, BackboneTraining.LIKE_ALL_ELSE);
    }

    /** No noise, all weights. */
    public static ModuleOptions keeping(Set<String> values) {
        return new ModuleOptions(NoiseRates.NONE, Trained.ALL, values);
    }
}
