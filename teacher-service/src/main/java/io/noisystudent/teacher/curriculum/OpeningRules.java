package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.CurriculumConfig;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Failed;
import io.noisystudent.teacher.curriculum.Opening.Due;
import io.noisystudent.teacher.curriculum.Opening.Kind;
import io.noisystudent.teacher.curriculum.Opening.Waiting;
import java.util.Optional;

/**
 * When the next generation opens.
 *
 * <p>Three questions, in this order: is there data to learn from; is one due (the loop goes on by itself, or enough new
 * data has come); have the logs settled, so that a data set that is being fed is not learned from by halves. A person's
 * request answers the last two.
 */
public final class OpeningRules {
    private final CurriculumConfig config;

    public OpeningRules(CurriculumConfig config) {
        this.config = config;
    }

    /** What the curriculum does by itself. */
    public Opening next(Generations generations, Observation seen) {
        Optional<String> obstacle = obstacle(generations, seen);
        if (obstacle.isPresent()) {
            return new Waiting(obstacle.get());
        }
        Optional<String> cause = cause(generations, seen);
        if (cause.isPresent()) {
            return seen.settled()
                    ? new Due(kind(seen), cause.get())
                    : new Waiting(
                            "waiting until the logs have settled, since images are arriving (" + cause.get() + ")");
        }
        return controlIsDue(generations, seen)
                ? new Due(Kind.CONTROL, "the loop has stopped: the same network on the labels alone")
                : new Waiting(idle(generations));
    }

    /** What happens when a person asks: opens, unless a generation is open or there is nothing to learn from. */
    public Opening onRequest(Generations generations, Observation seen) {
        return obstacle(generations, seen)
                .<Opening>map(Waiting::new)
                .orElseGet(() -> new Due(kind(seen), "asked for by a person"));
    }

    private static Kind kind(Observation seen) {
        return seen.teacher() == null ? Kind.SUPERVISED : Kind.SELF_TRAINED;
    }

    private static Optional<String> obstacle(Generations generations, Observation seen) {
        Optional<GenerationState> open = generations.open();
        if (open.isPresent()) {
            return Optional.of("generation " + open.get().plan().id() + " is open");
        }
        if (Observation.length(seen.labeled()) == 0) {
            return Optional.of("waiting for labeled images");
        }
        if (seen.teacher() != null && Observation.length(seen.unlabeled()) == 0) {
            return Optional.of("waiting for unlabeled images");
        }
        return Optional.empty();
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

    private boolean controlIsDue(Generations generations, Observation seen) {
        GenerationState last = generations.last().orElseThrow();
        boolean anyStudent = generations.all().stream()
                .anyMatch(
                        state -> state.plan().selfTrained() && !state.students().isEmpty());
        return config.control()
                && seen.teacher() != null
                && anyStudent
                && !Generations.cancelled(last)
                && generations.find(Generations.controlId(last.plan())).isEmpty();
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
