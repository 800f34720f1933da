package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One immutable version of a model.
 *
 * @param sha256 of the ONNX file, lower-case hexadecimal
 * @param lineage absent for an imported model
 * @param report absent for an imported model
 */
public record ModelVersion(
        ModelRef model,
        String sha256,
        long size,
        List<String> classes,
        @Nullable Lineage lineage,
        @Nullable TrainingReport report,
        Instant createdAt) {
    public ModelVersion {
        classes = List.copyOf(classes);
    }
}
