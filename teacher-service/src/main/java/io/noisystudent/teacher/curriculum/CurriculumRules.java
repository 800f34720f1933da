package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.CurriculumKind.BornAgain;
import io.noisystudent.contracts.config.CurriculumKind.LabelRefinery;
import io.noisystudent.contracts.config.CurriculumKind.MutualLearning;
import io.noisystudent.contracts.config.CurriculumKind.OneStudent;
import io.noisystudent.contracts.config.CurriculumKind.Specialists;
import io.noisystudent.contracts.config.CurriculumKind.TeacherAssistant;
import io.noisystudent.contracts.config.PipelineConfig;
import java.time.Clock;
import java.util.function.ToLongFunction;

/**
 * What comes next: the one part in which curricula differ. Tasks, trainings, evaluations and the gate are the same for
 * all.
 *
 * <p>Without memory of its own: the same generations and the same observation give the same decision.
 */
public interface CurriculumRules {
    /**
     * The rules of the kind of curriculum that a pipeline has.
     *
     * @param parameters of a network that can be built, by its name
     * @param clock dates the plans, it decides nothing
     */
    static CurriculumRules of(PipelineConfig pipeline, ToLongFunction<String> parameters, Clock clock) {
        CurriculumKind kind = pipeline.curriculum().kind();
        ChainEnds ends = new ChainEnds(pipeline.curriculum());
        if (kind instanceof OneStudent one) {
            return new TaughtRules(pipeline, new StudentCourse(pipeline, one), clock);
        } else if (kind instanceof Specialists specialists) {
            return new TaughtRules(pipeline, new SpecialistsCourse(pipeline, specialists), clock);
        } else if (kind instanceof BornAgain) {
            return new TaughtRules(pipeline, new ChainCourse(pipeline, ends::bornAgain), clock);
        } else if (kind instanceof MutualLearning mutual) {
            return new TaughtRules(pipeline, new MutualCourse(pipeline, mutual), clock);
        } else if (kind instanceof LabelRefinery) {
            return new TaughtRules(pipeline, new ChainCourse(pipeline, ends::labelRefinery), clock);
        } else if (kind instanceof TeacherAssistant chain) {
            return new TaughtRules(pipeline, new AssistantCourse(pipeline, chain, parameters), clock);
        }
        return new NoisyStudentRules(pipeline, clock);
    }

    /** What the curriculum does by itself. */
    CurriculumDecision next(Generations generations, Observation seen);

    /** What happens when a person asks: a generation opens, unless one is open or there is nothing to learn from. */
    CurriculumDecision onRequest(Generations generations, Observation seen);
}
