package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.event.TrainingReport;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Body of {@code POST /models/{m}/versions}: a blob that was uploaded before becomes a version.
 *
 * @param sha256 of the blob, lower-case hexadecimal
 * @param lineage absent for an imported model
 * @param report absent for an imported model
 */
public record VersionRequest(
        String sha256, @Nullable Lineage lineage, @Nullable TrainingReport report) {
    public VersionRequest {
        requireNonNull(sha256, "sha256 is null");
    }
}
