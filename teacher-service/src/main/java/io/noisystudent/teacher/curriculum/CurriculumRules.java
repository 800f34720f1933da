package io.noisystudent.teacher.curriculum;

/**
 * What comes next: the one part in which curricula differ. Tasks, trainings, evaluations and the gate are the same for
 * all.
 *
 * <p>Without memory of its own: the same generations and the same observation give the same decision.
 */
public interface CurriculumRules {
    /** What the curriculum does by itself. */
    CurriculumDecision next(Generations generations, Observation seen);

    /** What happens when a person asks: a generation opens, unless one is open or there is nothing to learn from. */
    CurriculumDecision onRequest(Generations generations, Observation seen);
}
