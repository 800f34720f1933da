package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.error.Warning;
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
 * @param warnings what is worth knowing about the file; absent when there is nothing, or in versions of before
 */
public record ModelVersion(
        ModelRef model,
        String sha256,
        long size,
        List<String> classes,
        @Nullable Lineage lineage,
        @Nullable TrainingReport report,
        Instant createdAt,
        @Nullable List<Warning> warnings) {
    public ModelVersion {
        classes = List.copyOf(classes);
        warnings = warnings == null || warnings.isEmpty() ? null : List.copyOf(warnings);
    }

    /** A version about which there is nothing to warn. */
    public ModelVersion(
            ModelRef model,
            String sha256,
            long size,
            List<String> classes,
            @Nullable Lineage lineage,
            @Nullable TrainingReport report,
            Instant createdAt) {
        this(model, sha256, size, classes, lineage, report, createdAt, null);
    }
}
