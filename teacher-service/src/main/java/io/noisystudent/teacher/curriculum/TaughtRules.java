package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ControlConfig.Every;
import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Finished;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Open;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Wait;
import io.noisystudent.teacher.curriculum.Step.Averaged;
import io.noisystudent.teacher.curriculum.Step.First;
import io.noisystudent.teacher.curriculum.Step.Over;
import io.noisystudent.teacher.curriculum.Step.Specialized;
import io.noisystudent.teacher.curriculum.Step.Taught;
import io.noisystudent.teacher.curriculum.Step.Together;
import java.time.Clock;
import java.util.Optional;

/**
 * Students whose teacher takes part in every step, one after the other, or that learn from each other, as a {@link Course}
 * says; controls are measured beside them.
 *
 * <p>A course comes to its end. New images open nothing after it, since other images make another comparison: a person
 * asks for more. A generation that fails stops the course until then.
 */
final class TaughtRules implements CurriculumRules {
    private final CurriculumKind kind;
    private final Course course;
    private final Planner planner;
    private final Controls controls;

    /** @param clock dates the plans, it decides nothing */
    TaughtRules(PipelineConfig pipeline, Course course, Clock clock) {
        this.kind = pipeline.curriculum().kind();
        this.course = course;
        this.planner = new Planner(pipeline, clock);
        this.controls = new Controls(pipeline, clock);
    }

    @Override
    public CurriculumDecision next(Generations generations, Observation seen) {
        Optional<String> open = Obstacles.open(generations);
        if (open.isPresent()) {
            return new Wait(open.get());
        }
        Generations own = generations.ofKind(kind.kindName());
        Optional<GenerationPlan> control = controls.due(Every.GENERATION, generations, seen);
        if (control.isPresent()) {
            return new Open(control.get());
        }
        Step step = failure(own).orElseGet(() -> course.next(own, generations, seen));
        if (step instanceof Over over) {
            return controls.due(Every.END, generations, seen)
                    .<CurriculumDecision>map(Open::new)
                    .orElseGet(() -> new Finished(over.reason() + "; waiting for a request to open a generation"));
        }
        return open(step, generations, seen, seen.settled());
    }

    @Override
    public CurriculumDecision onRequest(Generations generations, Observation seen) {
        Optional<String> open = Obstacles.open(generations);
        if (open.isPresent()) {
            return new Wait(open.get());
        }
        Generations own = generations.ofKind(kind.kindName());
        Step due = course.next(own, generations, seen);
        Step step = due instanceof Over ? course.again(own, generations, seen) : due;
        return open(step, generations, seen, true);
    }

    private CurriculumDecision open(Step step, Generations generations, Observation seen, boolean settled) {
        boolean labels = !(step instanceof First) && kind.transferSet() == TransferSet.ALL;
        Optional<String> missing = Obstacles.data(seen, labels);
        if (missing.isPresent()) {
            return new Wait(missing.get());
        }
        if (!settled) {
            return new Wait("waiting until the logs have settled, since images are arriving (" + step.reason() + ")");
        }
        return new Open(plan(step, generations, seen));
    }

    private GenerationPlan plan(Step step, Generations generations, Observation seen) {
        if (step instanceof Taught taught) {
            return planner.taught(generations, taught, seen);
        }
        if (step instanceof Together cohort) {
            return planner.together(generations, cohort, seen);
        }
        if (step instanceof Specialized specialized) {
            return planner.specialized(generations, specialized, seen);
        }
        if (step instanceof Averaged averaged) {
            return planner.averaged(generations, averaged, seen);
        }
        if (step instanceof First first) {
            return planner.supervised(generations, first.reason(), seen);
        }
        throw new IllegalStateException("no generation is due: " + step);
    }

    private static Optional<Step> failure(Generations own) {
        Optional<GenerationState> last = own.last();
        return last.isPresent() && last.get() instanceof Failed failed
                ? Optional.of(new Over("generation " + failed.plan().id() + " failed (" + failed.code() + ")"))
                : Optional.empty();
    }
}
