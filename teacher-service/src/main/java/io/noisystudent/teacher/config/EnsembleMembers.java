package io.noisystudent.teacher.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Holds the versions of an ensemble against the pipeline, as far as the registry knows them without reading their files. */
final class EnsembleMembers {
    private final List<String> classes;
    private final Function<ModelRef, Optional<ModelVersion>> registry;

    EnsembleMembers(List<String> classes, Function<ModelRef, Optional<ModelVersion>> registry) {
        this.classes = classes;
        this.registry = registry;
    }

    /**
     * Passes if every member is there and has the pipeline's classes in their order.
     *
     * @throws NoisyStudentException {@code NOT_FOUND}, {@code SIGNATURE_MISMATCH}; {@code REGISTRY_UNAVAILABLE}: try again
     *     later
     */
    void require(Ensemble ensemble) {
        for (ModelRef member : ensemble.members()) {
            ModelVersion version = registry.apply(member)
                    .orElseThrow(() -> new NoisyStudentException(
                            ErrorCode.NOT_FOUND,
                            member.toString(),
                            "there is no such version; './noisy-student models' lists them"));
            if (!version.classes().equals(classes)) {
                throw new NoisyStudentException(
                        ErrorCode.SIGNATURE_MISMATCH,
                        member.toString(),
                        "its classes are " + version.classes() + ", those of pipeline.yaml " + classes
                                + ": an ensemble averages versions of the same classes in the same order; name others");
            }
        }
    }
}
