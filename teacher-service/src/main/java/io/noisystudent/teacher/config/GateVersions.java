package io.noisystudent.teacher.config;

import io.noisystudent.contracts.config.GateConfig;
import io.noisystudent.contracts.config.GateRule.MaxLoss;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The versions that rules of the gate name by number: candidates cannot be compared with one that is not there. */
final class GateVersions {
    private final String model;
    private final GateConfig gate;
    private final Function<ModelRef, Optional<ModelVersion>> registry;
    private final TeacherClasses classes;
    private final Set<ModelRef> found = new HashSet<>();

    GateVersions(
            String model,
            GateConfig gate,
            Function<ModelRef, Optional<ModelVersion>> registry,
            TeacherClasses classes) {
        this.model = model;
        this.gate = gate;
        this.registry = registry;
        this.classes = classes;
    }

    /**
     * Passes if the registry has all of them, with the classes of the pipeline.
     *
     * @throws NoisyStudentException {@code NOT_FOUND}; {@code SIGNATURE_MISMATCH}; {@code REGISTRY_UNAVAILABLE}: try again
     *     later
     */
    void requireFound() {
        for (int i = 0; i < gate.rules().size(); i++) {
            if (gate.rules().get(i) instanceof MaxLoss rule) {
                String key = "pipeline.gate.rules[" + i + "].max-loss.against";
                rule.version().ifPresent(version -> require(key, new ModelRef(model, version)));
            }
        }
    }

    private void require(String key, ModelRef version) {
        if (found.contains(version)) {
            return;
        }
        if (registry.apply(version).isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.NOT_FOUND,
                    key,
                    "there is no version " + version.version() + " of " + model
                            + " to compare candidates with; train or"
                            + " import it before a rule names it, or name a version that './noisy-student models' lists");
        }
        classes.check(version);
        found.add(version);
    }
}
