package io.noisystudent.teacher.web;

import io.noisystudent.contracts.event.Ensemble.Average;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which versions become one.
 *
 * @param versions numbers of versions of the pipeline's model, two or more
 * @param average {@code PROBABILITIES} by default
 */
public record EnsembleOrder(
        @Nullable List<Integer> versions, @Nullable Average average) {}
