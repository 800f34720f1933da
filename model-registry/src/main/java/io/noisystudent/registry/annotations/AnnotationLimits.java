package io.noisystudent.registry.annotations;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AnnotationChange;
import io.noisystudent.contracts.registry.Annotations;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much may be said: annotations are kept in memory and shown in lists. */
final class AnnotationLimits {
    static final int TAGS = 200;
    static final int KEY = 250;
    static final int VALUE = 5000;
    static final int DESCRIPTION = 20_000;
    static final int ACTOR = 200;

    private AnnotationLimits() {}

    static void require(AnnotationChange change) {
        requireText("actor", change.actor(), 1, ACTOR);
        if (change.description() != null) {
            requireText("description", change.description(), 0, DESCRIPTION);
        }
        Map<String, @Nullable String> tags = change.tags();
        if (tags != null) {
            tags.forEach((key, value) -> {
                requireText("tags", key, 1, KEY);
                if (key.chars().anyMatch(Character::isISOControl)) {
                    throw refuse("tags", "a key holds control characters");
                }
                if (value != null) {
                    requireText("tags." + key, value, 0, VALUE);
                }
            });
        }
    }

    static void require(Annotations result) {
        if (result.tags().size() > TAGS) {
            throw refuse("tags", "there would be " + result.tags().size() + " tags; at most " + TAGS + " are kept");
        }
    }

    private static void requireText(String subject, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            throw refuse(subject, "it has " + text.length() + " characters; " + least + " to " + most + " are allowed");
        }
    }

    private static NoisyStudentException refuse(String subject, String why) {
        return new NoisyStudentException(ErrorCode.BAD_REQUEST, subject, why);
    }
}
