package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import java.util.List;
import java.util.Optional;

/**
 * In what curricula with a teacher in every step differ: which student comes next, from which teacher, and when the last
 * one is trained.
 */
interface Course {
    /**
     * The next step.
     *
     * @param own generations that opened by this kind of curriculum, all of them decided
     * @param all generations of the pipeline
     * @throws io.noisystudent.contracts.error.NoisyStudentException {@code CONFIG_INVALID} if the next student and its
     *     teacher do not fit each other
     */
    Step next(Generations own, Generations all, Observation seen);

    /** The step that a person asks for after the last one. */
    Step again(Generations own, Generations all, Observation seen);

    /**
     * After the last student: some students as one version, unless they are one already.
     *
     * @param own generations of this kind of curriculum
     * @param why the students are the last ones
     */
    static Step averaged(Generations own, List<ModelRef> students, String why) {
        Ensemble ensemble = new Ensemble(students, Average.PROBABILITIES);
        return own.examined()
                .filter(state -> ensemble.equals(state.plan().ensemble()))
                .findFirst()
                .<Step>map(state -> new Step.Over(why + "; their ensemble is " + student(state)))
                .orElseGet(() -> new Step.Averaged(ensemble, why + "; this is their ensemble"));
    }

    /** The teacher in office; without one, the newest network that was trained on labels alone, whatever the gate said. */
    static Optional<ModelRef> firstTeacher(Generations own, Observation seen) {
        return Optional.ofNullable(seen.teacher()).or(() -> own.examined()
                .filter(state -> state.plan().teacher() == null && state.plan().ensemble() == null)
                .reduce((first, second) -> second)
                .map(Course::student));
    }

    /** The version that came out of a generation. */
    static ModelRef student(Examined state) {
        return state.candidate().model();
    }
}
