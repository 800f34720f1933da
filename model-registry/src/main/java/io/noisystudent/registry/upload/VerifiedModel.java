package io.noisystudent.registry.upload;

import io.noisystudent.contracts.config.ImageShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that is known to be a servable model.
 *
 * @param classes names in the order of the outputs; empty when the file does not name them
 * @param classCount number of outputs
 * @param image null when the file leaves height or width open
 */
public record VerifiedModel(
        String sha256,
        long size,
        List<String> classes,
        int classCount,
        @Nullable ImageShape image) {
    public VerifiedModel {
        classes = List.copyOf(classes);
    }
}
