package io.noisystudent.teacher.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState.Evaluating;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.teacher.curriculum.Curriculum;
import io.noisystudent.teacher.curriculum.CurriculumEvent;
import io.noisystudent.teacher.curriculum.CurriculumEvent.EvaluationFailed;
import io.noisystudent.teacher.curriculum.Generations;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the work with the registry beside the owner's thread, one at a time, as long as the state asks for it.
 *
 * <p>All of it is idempotent: after a restart, a lost reply or an outage it is simply done again.
 */
final class EvaluationWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluationWorker.class);

    /** Failures that pass by themselves; with any other the generation fails. */
    private static final Set<ErrorCode> PASSING = EnumSet.of(
            ErrorCode.REGISTRY_UNAVAILABLE,
            ErrorCode.STORE_UNAVAILABLE,
            ErrorCode.STORE_REFUSED,
            ErrorCode.STORE_BEHIND_LOG,
            ErrorCode.BROKER_UNAVAILABLE,
            ErrorCode.BROKER_REFUSED,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.FORBIDDEN,
            ErrorCode.SLOT_TAKEN,
            ErrorCode.STALE_REVISION,
            ErrorCode.INTERNAL);

    private static final long MEBIBYTE = 1024 * 1024;

    /** An error may be a shortage that passes, because something else took the memory. */
    private static final int ATTEMPTS = 3;

    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "evaluation");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<CurriculumEvent> results = new ConcurrentLinkedQueue<>();
    private final Function<Evaluating, CurriculumEvent> evaluation;
    private final long pauseMillis;
    private final ErrorCount errors;
    private @Nullable Future<?> running;
    private @Nullable String evaluated;
    private long notBefore;
    private volatile @Nullable String obstacle;

    /** Tries again after {@code pauseMillis} at the earliest. */
    EvaluationWorker(Function<Evaluating, CurriculumEvent> evaluation, long pauseMillis, ErrorCount errors) {
        this.evaluation = evaluation;
        this.pauseMillis = pauseMillis;
        this.errors = errors;
    }

    /** Begins what these generations ask for, unless it runs already or has just been tried. */
    void consider(Generations generations, long nowMillis) {
        if (running != null && !isWanted(generations)) {
            // Its generation is over, and the next one must not wait until the registry answers.
            running.cancel(true);
            obstacle = null;
        }
        if (running != null && running.isDone()) {
            running = null;
        }
        if (running == null && nowMillis >= notBefore) {
            Curriculum.evaluationOf(generations).ifPresent(state -> {
                notBefore = nowMillis + pauseMillis;
                evaluated = state.plan().id();
                running = worker.submit(() -> evaluate(state));
            });
        }
    }

    private boolean isWanted(Generations generations) {
        return generations
                .open()
                .filter(open -> open.plan().id().equals(evaluated))
                .isPresent();
    }

    /** What has come out since the last call. */
    List<CurriculumEvent> results() {
        List<CurriculumEvent> drained = new ArrayList<>();
        for (CurriculumEvent event = results.poll(); event != null; event = results.poll()) {
            drained.add(event);
        }
        return drained;
    }

    /** Why the last attempt did not succeed; null if it did. */
    @Nullable
    String obstacle() {
        return obstacle;
    }

    private void evaluate(Evaluating state) {
        try {
            results.add(evaluation.apply(state));
            obstacle = null;
            errors.forget(state.plan().id());
        } catch (NoisyStudentException e) {
            if (isOver(state)) {
                return;
            }
            LOG.warn("generation={} evaluation: {}", state.plan().id(), e.describe());
            obstacle = e.describe();
            if (!PASSING.contains(e.code())) {
                results.add(new EvaluationFailed(state.plan().id(), e.code(), e.subject() + ": " + e.getMessage()));
            }
        } catch (RuntimeException e) {
            if (isOver(state)) {
                return;
            }
            LOG.error(
                    "generation={} the evaluation failed unexpectedly; the generation ends with INTERNAL",
                    state.plan().id(),
                    e);
            results.add(new EvaluationFailed(state.plan().id(), ErrorCode.INTERNAL, e.toString()));
        } catch (Error e) {
            // What the worker throws is not seen elsewhere.
            onError(state, e);
        }
    }

    /** Whether the worker was interrupted because this evaluation is no longer waited for: what it throws then means nothing. */
    private static boolean isOver(Evaluating state) {
        boolean over = Thread.currentThread().isInterrupted();
        if (over) {
            LOG.info("generation={} is over, its evaluation ends", state.plan().id());
        }
        return over;
    }

    private void onError(Evaluating state, Error error) {
        String generation = state.plan().id();
        int attempt = errors.add(generation);
        LOG.error("generation={} evaluation failed, attempt {} of {}", generation, attempt, ATTEMPTS, error);
        obstacle = "the evaluation failed " + attempt + " times: " + error;
        if (attempt >= ATTEMPTS) {
            ErrorCode code = ErrorCode.of(error);
            results.add(new EvaluationFailed(
                    generation, code, code == ErrorCode.OUT_OF_MEMORY ? noMemory(state, error) : error.toString()));
            errors.forget(generation);
        }
    }

    private static String noMemory(Evaluating state, Error error) {
        long records =
                state.plan().labeled().stream().mapToLong(LogRange::length).sum();
        return "no memory, " + ATTEMPTS + " times, to score the answers to "
                + state.answers().size()
                + " evaluation tasks on " + records + " labeled records (" + error.getMessage()
                + "); the heap may take "
                + Runtime.getRuntime().maxMemory() / MEBIBYTE + " MiB: give teacher-service more memory, or send fewer"
                + " labeled images of the splits validation and test";
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
