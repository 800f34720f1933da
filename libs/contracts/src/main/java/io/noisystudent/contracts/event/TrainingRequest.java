package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.SelectionConfig;
import org.jspecify.annotations.Nullable;

/**
 * Asks a trainer for one student: a pure function of what stands here.
 *
 * @param id unique per request of one log of generations; the same request sent again has the same id
 * @param model name under which the student is registered
 * @param generation number of the generation whose labeling tasks count
 * @param student index among the students of this generation
 * @param purpose why it is trained; a control is measured but never promoted
 * @param teacher whose pseudo-labels these are, which takes part in the steps of a recipe that distills, and with whose
 *     weights a warm start begins; of a control and of what is adapted only the latter; null for supervised training from
 *     fresh weights
 * @param log id of the topic of generations that numbers them: where it is made again, ids restart; null in what was
 *     written before there was one
 */
public record TrainingRequest(
        String id,
        String model,
        int generation,
        int student,
        Purpose purpose,
        Recipe recipe,
        SelectionConfig selection,
        long seed,
        @Nullable ModelRef teacher,
        TrainingRanges data,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String log) {

    /** Unique among all requests of the model that there ever were, whatever became of the logs. */
    public String identity() {
        return log == null ? id : id + "." + log;
    }

    /** Why a network is trained. */
    public enum Purpose {
        STUDENT,
        CONTROL,
        /** Classifier and last normalization of {@code teacher} alone are adapted to the size that is served. */
        FIXRES
    }
}
