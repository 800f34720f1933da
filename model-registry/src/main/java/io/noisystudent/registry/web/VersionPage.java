package io.noisystudent.registry.web;

import io.noisystudent.contracts.registry.ModelVersion;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What {@link VersionJson} writes, for the description of the interface. */
@Schema(name = "PageModelVersion")
record VersionPage(List<ModelVersion> items, @Nullable String next) {
    VersionPage {
        items = List.copyOf(items);
    }
}
