package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState.Promoted;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.ModelVersion;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Generations that adapt a version to the size that is served (Touvron et al. 2019, FixRes), beside those of every
 * curriculum, whose rules do not see them.
 */
final class FixResSteps {
    private final PipelineConfig pipeline;
    private final Planner planner;

    /** @param clock dates the plans, it decides nothing */
    FixResSteps(PipelineConfig pipeline, Clock clock) {
        this.pipeline = pipeline;
        this.planner = new Planner(pipeline, clock);
    }

    /** The step that follows the newest generation, if that one was promoted and is the teacher. */
    Optional<GenerationPlan> due(Generations generations, Observation seen) {
        if (!pipeline.curriculum().fixres().afterPromotion()
                || Obstacles.of(generations, seen, false).isPresent()) {
            return Optional.empty();
        }
        return generations
                .last()
                .filter(last -> !FixResConfig.KIND.equals(last.plan().curriculum()))
                .filter(Promoted.class::isInstance)
                .map(last -> ((Promoted) last).candidate())
                // An ensemble has several classifiers, and trained nothing.
                .filter(candidate -> candidate.report().steps() > 0)
                .map(StudentResult::model)
                .filter(model -> model.equals(seen.teacher()))
                .map(model -> planner.adapted(generations, model, "FixRes of " + model + ", which was promoted", seen));
    }

    /**
     * The step that a person asks for.
     *
     * @throws NoisyStudentException {@code GENERATION_REFUSED} while a generation is open, without labeled images, and of
     *     a control or an ensemble; {@code SIGNATURE_MISMATCH} of a version of other classes, and of one without its
     *     normalization
     */
    GenerationPlan of(ModelVersion version, Generations generations, Observation seen) {
        Optional<String> obstacle = Obstacles.of(generations, seen, false);
        if (obstacle.isPresent()) {
            throw new NoisyStudentException(
                    ErrorCode.GENERATION_REFUSED,
                    "generations",
                    "no generation can open now: " + obstacle.get() + "; ask again later");
        }
        requireAdaptable(version);
        return planner.adapted(
                generations, version.model(), "FixRes of " + version.model() + ", asked for by a person", seen);
    }

    private void requireAdaptable(ModelVersion version) {
        String subject = version.model().toString();
        Optional<TrainingRequest> request =
                Optional.ofNullable(version.lineage()).map(Lineage::request);
        if (request.filter(made -> made.purpose() == Purpose.CONTROL).isPresent()) {
            throw new NoisyStudentException(
                    ErrorCode.GENERATION_REFUSED,
                    subject,
                    "it is a control, which is measured and never promoted; name a student");
        }
        if (request.filter(made -> made.ensemble() != null).isPresent()) {
            throw new NoisyStudentException(
                    ErrorCode.GENERATION_REFUSED,
                    subject,
                    "it is an ensemble, which has a classifier of each of its versions; adapt those, or distill it");
        }
        if (!version.classes().equals(pipeline.classes())) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    subject,
                    "its classes are " + version.classes() + ", those of pipeline.yaml " + pipeline.classes()
                            + ": name a version of this pipeline");
        }
        Optional.ofNullable(version.warnings()).orElse(List.of()).stream()
                .filter(warning -> warning.code() == ErrorCode.FOLDED_NORMALIZATION)
                .findFirst()
                .ifPresent(warning -> {
                    throw new NoisyStudentException(ErrorCode.SIGNATURE_MISMATCH, subject, warning.message());
                });
    }
}
