package io.noisystudent.teacher.config;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Holds a pipeline's classes against those of its teachers, once for each. */
final class TeacherClasses {
    private final List<String> classes;
    private final Function<ModelRef, Optional<ModelVersion>> registry;
    private final Set<ModelRef> checked = new HashSet<>();

    TeacherClasses(List<String> classes, Function<ModelRef, Optional<ModelVersion>> registry) {
        this.classes = classes;
        this.registry = registry;
    }

    /**
     * Refuses a teacher of other classes, or of the same ones in another order.
     *
     * @throws NoisyStudentException {@code SIGNATURE_MISMATCH}; {@code REGISTRY_UNAVAILABLE}: try again later
     */
    void check(ModelRef teacher) {
        if (checked.contains(teacher)) {
            return;
        }
        Optional<ModelVersion> version = registry.apply(teacher);
        if (version.isEmpty()) {
            return;
        }
        List<String> others = version.get().classes();
        if (!others.equals(classes)) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    teacher.toString(),
                    "the teacher's classes are " + others + ", those of pipeline.yaml " + classes
                            + ": give the pipeline the teacher's list again, in its order, or a name of its own");
        }
        checked.add(teacher);
    }
}
