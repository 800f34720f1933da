package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evidence about one version.
 *
 * @param id chosen by who posts it, {@code [a-z0-9][a-z0-9._-]*}; posting the same id again changes nothing
 * @param data the labelled ranges that were predicted
 * @param comparison absent when there was no incumbent
 */
public record Evaluation(
        String id,
        ModelRef model,
        Split split,
        Metrics metrics,
        @Nullable PairedComparison comparison,
        List<LogRange> data,
        Instant at) {
    public Evaluation {
        data = List.copyOf(data);
    }
}
