package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.event.TrainingReport;
import org.jspecify.annotations.Nullable;

/** What a client says about a model that it registers; both parts are absent for an imported one. */
public record VersionDescription(
        @Nullable Lineage lineage, @Nullable TrainingReport report) {}
