package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
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

    /** The teacher in office; without one, the newest network that was trained on labels alone, whatever the gate said. */
    static Optional<ModelRef> firstTeacher(Generations own, Observation seen) {
        return Optional.ofNullable(seen.teacher()).or(() -> own.examined()
                .filter(state -> state.plan().teacher() == null)
                .reduce((first, second) -> second)
                .map(Course::student));
    }

    /** The version that came out of a generation. */
    static ModelRef student(Examined state) {
        return state.candidate().model();
    }
}
