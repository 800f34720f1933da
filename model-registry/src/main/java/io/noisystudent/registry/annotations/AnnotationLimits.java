package io.noisystudent.registry.annotations;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.registry.objects.Bounds;

/** How much may be said of a model or a version; {@code BAD_REQUEST} beyond that. */
final class AnnotationLimits {
    static final int TAGS = 200;
    static final int DESCRIPTION = 20_000;

    private AnnotationLimits() {}

    static void require(AnnotationChange change) {
        if (change.actor().isEmpty()) {
            throw new NoisyStudentException(ErrorCode.BAD_REQUEST, "actor", "it is empty; say who changes this");
        }
        Bounds.text("actor", change.actor(), Bounds.NAME);
        if (change.description() != null) {
            Bounds.text("description", change.description(), DESCRIPTION);
        }
        if (change.tags() != null) {
            Bounds.entries("tags", change.tags());
        }
    }

    static void require(Annotations result) {
        Bounds.count("tags", result.tags().keySet(), TAGS);
    }
}
