package io.noisystudent.launcher.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loop in figures, as printed and as written with {@code --json}; accuracies are fractions.
 *
 * @param seconds from the start of the feed to the last decision
 */
record Results(List<Row> generations, @Nullable Control control, double seconds) {
    Results {
        generations = List.copyOf(generations);
    }

    /**
     * One generation.
     *
     * @param labeled labeled images that its network learned from
     * @param accepted pseudo-labels at or above the minimum confidence
     * @param pseudoLabelAccuracy share of the accepted that name the true class
     * @param version of the registry; null when there was no student
     */
    record Row(
            int generation,
            String network,
            int labeled,
            long accepted,
            long rejected,
            @JsonProperty("pseudo_label_accuracy") @Nullable Double pseudoLabelAccuracy,
            @JsonProperty("test_accuracy") @Nullable Double testAccuracy,
            @JsonProperty("test_interval") @Nullable List<Double> testInterval,
            String verdict,
            @Nullable Integer version) {}

    /** The last network, trained on the labels alone for as many steps as all generations took together. */
    record Control(
            String network,
            long steps,
            @JsonProperty("test_accuracy") @Nullable Double testAccuracy,
            @JsonProperty("test_interval") @Nullable List<Double> testInterval) {}

    static Results of(Loop loop, double seconds) {
        List<Row> rows = new ArrayList<>();
        Control control = null;
        for (GenerationState state : loop.generations()) {
            if (state.plan().purpose() == Purpose.CONTROL) {
                control = control(state);
            } else {
                rows.add(row(state, loop.pseudoLabelAccuracy(state.plan().number())));
            }
        }
        return new Results(rows, control, seconds);
    }

    private static Row row(GenerationState state, double pseudoLabelAccuracy) {
        StudentResult student = candidate(state);
        return new Row(
                state.plan().number(),
                state.plan().recipe().network(),
                student == null ? 0 : student.report().labeled(),
                state.labeling().accepted(),
                state.labeling().rejected(),
                Double.isNaN(pseudoLabelAccuracy) ? null : pseudoLabelAccuracy,
                value(student),
                interval(student),
                verdict(state),
                student == null ? null : student.model().version());
    }

    private static Control control(GenerationState state) {
        StudentResult student = candidate(state);
        return new Control(
                state.plan().recipe().network(),
                student == null ? 0 : student.report().steps(),
                value(student),
                interval(student));
    }

    /** The student that was evaluated; of a failed generation the first one that was trained, if any. */
    private static @Nullable StudentResult candidate(GenerationState state) {
        if (state instanceof GenerationState.Promoted promoted) {
            return promoted.candidate();
        } else if (state instanceof GenerationState.Rejected rejected) {
            return rejected.candidate();
        } else if (state instanceof GenerationState.Measured measured) {
            return measured.candidate();
        } else if (state instanceof GenerationState.Evaluating evaluating) {
            return evaluating.candidate();
        }
        return state.students().isEmpty() ? null : state.students().get(0);
    }

    private static String verdict(GenerationState state) {
        if (state instanceof GenerationState.Promoted) {
            return "promoted";
        } else if (state instanceof GenerationState.Rejected rejected) {
            return "rejected: " + rejected.verdict();
        } else if (state instanceof GenerationState.Failed failed) {
            return "failed: " + failed.code() + " " + failed.reason();
        }
        return "undecided";
    }

    private static @Nullable Double value(@Nullable StudentResult student) {
        Accuracy test = student == null ? null : student.test();
        return test == null ? null : test.value();
    }

    private static @Nullable List<Double> interval(@Nullable StudentResult student) {
        Accuracy test = student == null ? null : student.test();
        return test == null ? null : List.of(test.low(), test.high());
    }
}
