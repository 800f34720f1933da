package io.noisystudent.registry.annotations;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.AnnotationSlot;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.registry.objects.Bounds;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Limits of the annotations of a model or a version; {@code BAD_REQUEST} beyond them. */
final class AnnotationLimits {
    static final int TAGS = 200;
    static final int DESCRIPTION = 20_000;

    /** Of one model or version. */
    private static final int CHANGES = 10_000;

    /** Characters of all changes of one model or version. */
    private static final long TEXT = 4L << 20;

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

    /** @param history every change so far of the model or version that is changed */
    static void require(List<AnnotationSlot> history) {
        long text = history.stream().mapToLong(AnnotationLimits::text).sum();
        if (history.size() >= CHANGES || text > TEXT) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "history",
                    "it has " + history.size() + " changes with " + text + " characters together; at most " + CHANGES
                            + " changes and " + TEXT + " characters are kept; annotate the next version instead");
        }
    }

    private static long text(AnnotationSlot slot) {
        AnnotationChange change = slot.change();
        long text = change.description() == null ? 0 : change.description().length();
        if (change.tags() != null) {
            for (Map.Entry<String, @Nullable String> tag : change.tags().entrySet()) {
                text += tag.getKey().length()
                        + (tag.getValue() == null ? 0 : tag.getValue().length());
            }
        }
        return text;
    }

    static void require(Annotations result) {
        Bounds.count("tags", result.tags().keySet(), TAGS);
    }
}
