package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.ControlConfig.Every;
import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.config.CurriculumKind;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Finished;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Open;
import io.noisystudent.teacher.curriculum.CurriculumDecision.Wait;
import java.time.Clock;
import java.util.Optional;

/**
 * Each student learns from its predecessor, until no generation is due any more; controls are measured beside them.
 *
 * <p>Three questions, in this order: is there data to learn from; is one due (the loop goes on by itself, or enough new
 * data has come); have the logs settled, so that a data set that is being fed is not learned from by halves. A person's
 * request answers the last two.
 */
public final class NoisyStudentRules implements CurriculumRules {
    private final PipelineConfig pipeline;
    private final CurriculumConfig config;
    private final Planner planner;
    private final Controls controls;

    /** @param clock dates the plans, it decides nothing */
    public NoisyStudentRules(PipelineConfig pipeline, Clock clock) {
        this.pipeline = pipeline;
        config = pipeline.curriculum();
        planner = new Planner(pipeline, clock);
        controls = new Controls(pipeline, clock);
    }

    @Override
    public CurriculumDecision next(Generations generations, Observation seen) {
        Optional<String> obstacle = Obstacles.of(generations, seen, seen.teacher() != null);
        if (obstacle.isPresent()) {
            return new Wait(obstacle.get());
        }
        Optional<GenerationPlan> control = controls.due(Every.GENERATION, generations, seen);
        if (control.isPresent()) {
            return new Open(control.get());
        }
        Generations own = generations.ofKind(CurriculumKind.NOISY_STUDENT);
        Optional<String> cause = cause(own, seen);
        if (cause.isPresent()) {
            return seen.settled()
                    ? open(generations, cause.get(), seen)
                    : new Wait("waiting until the logs have settled, since images are arriving (" + cause.get() + ")");
        }
        return controls.due(Every.END, generations, seen)
                .<CurriculumDecision>map(Open::new)
                .orElseGet(() -> new Finished(idle(own)));
    }

    @Override
    public CurriculumDecision onRequest(Generations generations, Observation seen) {
        return Obstacles.of(generations, seen, seen.teacher() != null)
                .<CurriculumDecision>map(Wait::new)
                .orElseGet(() -> open(generations, "asked for by a person", seen));
    }

    private Open open(Generations generations, String reason, Observation seen) {
        ModelRef teacher = seen.teacher();
        if (teacher == null) {
            return new Open(planner.supervised(generations, reason, seen));
        }
        // Generations of other kinds have numbers, too, but no recipe of this loop.
        int place = generations.place(generations.nextNumber(teacher), CurriculumKind.NOISY_STUDENT);
        Recipe recipe = pipeline.recipe(Math.max(1, place));
        return new Open(planner.taught(generations, new Step.Taught(recipe, teacher, reason), seen));
    }

    /** Why a generation is due; empty if none is. */
    private Optional<String> cause(Generations generations, Observation seen) {
        Optional<GenerationState> last = generations.last();
        if (last.isEmpty()) {
            return Optional.of("the first generation");
        }
        GenerationPlan plan = last.get().plan();
        if (loopGoesOn(generations, last.get())) {
            return Optional.of("generation " + plan.id() + " was "
                    + (last.get() instanceof GenerationState.Promoted ? "promoted" : "rejected"));
        }
        long labels = seen.grown(plan, plan.labeled(), seen.labeled());
        if (config.minNewLabels() > 0 && labels >= config.minNewLabels()) {
            return Optional.of(labels + " new labeled records");
        }
        long samples = newSamples(generations, seen);
        if (seen.teacher() != null && config.minNewSamples() > 0 && samples >= config.minNewSamples()) {
            return Optional.of(samples + " new unlabeled records");
        }
        return Optional.empty();
    }

    private boolean loopGoesOn(Generations generations, GenerationState last) {
        return !(last instanceof Failed)
                && generations.withoutPromotion() < config.patience()
                && (config.maxGenerations() == 0 || generations.selfTrained() < config.maxGenerations());
    }

    private static long newSamples(Generations generations, Observation seen) {
        return generations
                .lastSelfTrained()
                .map(GenerationState::plan)
                .map(plan -> seen.grown(plan, plan.unlabeled(), seen.unlabeled()))
                .orElseGet(() -> Observation.length(seen.unlabeled()));
    }

    private String idle(Generations generations) {
        GenerationState last = generations.last().orElseThrow();
        String why = last instanceof Failed failed
                ? "generation " + failed.plan().id() + " failed (" + failed.code() + ")"
                : generations.withoutPromotion() >= config.patience()
                        ? generations.withoutPromotion() + " generations in a row were not promoted"
                        : "all " + config.maxGenerations() + " generations are done";
        return why + "; waiting for " + trigger();
    }

    private String trigger() {
        StringBuilder text = new StringBuilder();
        if (config.minNewLabels() > 0) {
            text.append(config.minNewLabels()).append(" new labeled records, ");
        }
        if (config.minNewSamples() > 0) {
            text.append(config.minNewSamples()).append(" new unlabeled records, ");
        }
        return text.append("or a request to open one").toString();
    }
}
