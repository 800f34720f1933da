package io.noisystudent.teacher.config;

import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.teacher.curriculum.Observation;

/** Holds the versions that a generation works with against the pipeline, before it opens. */
record VersionChecks(
        NamedTeacher named, StartVersions starts, TeacherClasses classes, EnsembleMembers members, GateVersions gate) {
    /**
     * Passes if the teacher in office, the one that the curriculum names, those with which recipes begin and those that rules of the gate name are there and
     * have the pipeline's classes.
     *
     * @throws NoisyStudentException {@code NOT_FOUND}, {@code SIGNATURE_MISMATCH}; {@code REGISTRY_UNAVAILABLE}: try again
     *     later
     */
    void requireFit(Observation seen) {
        ModelRef teacher = seen.teacher();
        if (teacher != null) {
            classes.check(teacher);
        }
        named.requireFound(seen.named());
        if (seen.named() != null) {
            classes.check(seen.named().model());
        }
        starts.requireFound(seen);
        seen.starts().values().forEach(classes::check);
        gate.requireFound();
    }

    /** See {@link EnsembleMembers#require}. */
    void requireMembers(Ensemble ensemble) {
        members.require(ensemble);
    }
}
