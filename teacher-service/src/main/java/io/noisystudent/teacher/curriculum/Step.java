package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.ModelRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Course} asks for. */
sealed interface Step {
    /** For people. */
    String reason();

    /** The first recipe on labels alone, since there is nothing yet to learn from. */
    record First() implements Step {
        @Override
        public String reason() {
            return "the first teacher";
        }
    }

    /** A student. */
    record Taught(Recipe recipe, ModelRef teacher, String reason) implements Step {}

    /**
     * Students that are trained together.
     *
     * @param teacher that labels, and with which the best of them is compared; null where there is none
     */
    record Together(List<Recipe> recipes, @Nullable ModelRef teacher, String reason) implements Step {}

    /**
     * Specialists of a generalist, and one version of all of them.
     *
     * @param clusters into which the classes are divided, with a specialist each
     */
    record Specialized(Recipe recipe, ModelRef generalist, int clusters, String reason) implements Step {}

    /** Students of before as one version; nothing is trained. */
    record Averaged(Ensemble ensemble, String reason) implements Step {}

    /** Nothing more, until a person asks. */
    record Over(String reason) implements Step {}
}
