package io.noisystudent.launcher.demo;

import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a decision reads in one line. */
final class Verdicts {
    private Verdicts() {}

    static String oneLine(GenerationState state) {
        if (state instanceof GenerationState.Promoted promoted) {
            return accuracy(promoted.candidate()) + ", promoted to teacher";
        } else if (state instanceof GenerationState.Rejected rejected) {
            return accuracy(rejected.candidate()) + ", rejected: " + rejected.verdict();
        } else if (state instanceof GenerationState.Measured measured) {
            return accuracy(measured.candidate());
        } else if (state instanceof GenerationState.Failed failed) {
            return "failed with " + failed.code() + ": " + failed.reason();
        }
        return "under way";
    }

    private static String accuracy(StudentResult student) {
        Accuracy test = student.test();
        return student.model() + " " + (test == null ? "without test images" : percent(test.value()) + " on test");
    }

    static String percent(@Nullable Double share) {
        return share == null ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
