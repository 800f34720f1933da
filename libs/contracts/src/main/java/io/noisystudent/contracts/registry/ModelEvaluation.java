package io.noisystudent.contracts.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evidence about one version.
 *
 * @param id chosen by who posts it, {@code [a-z0-9][a-z0-9._-]*}; posting the same id again changes nothing
 * @param data the labeled ranges that were predicted
 * @param comparison absent when there was no incumbent
 * @param condition under which the images were seen, {@code [a-z0-9][a-z0-9._-]*}, {@code gaussian-noise-3} for
 *     example: they were distorted before both models saw them; null for the images as they are
 * @param latency on the slowest of the labelers that answered; null where nothing measured it
 */
public record ModelEvaluation(
        String id,
        ModelRef model,
        Split split,
        Metrics metrics,
        @Nullable PairedComparison comparison,
        List<LogRange> data,
        Instant at,
        @Nullable String condition,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Latency latency) {
    public ModelEvaluation {
        data = List.copyOf(data);
    }

    /** Evidence on the images as they are. */
    public ModelEvaluation(
            String id,
            ModelRef model,
            Split split,
            Metrics metrics,
            @Nullable PairedComparison comparison,
            List<LogRange> data,
            Instant at) {
        this(id, model, split, metrics, comparison, data, at, null, null);
    }
}
