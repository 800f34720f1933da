package io.noisystudent.launcher.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.noisystudent.contracts.config.FixResConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.contracts.event.TrainingRequest.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The loop in figures, as printed and as written with {@code --json}; accuracies are fractions, and an image pass is a
 * row that passed forward and backward through a network in training.
 *
 * @param controls one per generation that has one, oldest first
 * @param seconds from the start of the feed to the last decision
 */
record Results(List<Row> generations, List<Control> controls, double seconds) {
    Results {
        generations = List.copyOf(generations);
        controls = List.copyOf(controls);
    }

    /** The control of the newest generation that has one. */
    @JsonProperty("control")
    @Nullable
    Control newestControl() {
        return controls.isEmpty() ? null : controls.get(controls.size() - 1);
    }

    /**
     * One generation.
     *
     * @param labeled labeled images that its network learned from
     * @param imagePasses of all its students; null before one is trained
     * @param accepted pseudo-labels at or above the minimum confidence
     * @param pseudoLabelAccuracy share of the accepted that name the true class
     * @param version of the registry; null when there was no student
     * @param teacher version that took part in the steps of its training, and why; absent in Noisy Student, where the
     *     teacher is the last version that was promoted
     */
    record Row(
            int generation,
            String network,
            int labeled,
            @JsonProperty("image_passes") @Nullable Long imagePasses,
            long accepted,
            long rejected,
            @JsonProperty("pseudo_label_accuracy") @Nullable Double pseudoLabelAccuracy,
            @JsonProperty("test_accuracy") @Nullable Double testAccuracy,
            @JsonProperty("test_interval") @Nullable List<Double> testInterval,
            String verdict,
            @Nullable Integer version,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Lesson teacher) {}

    /**
     * From whom a student of a curriculum other than Noisy Student learned.
     *
     * @param version of the registry
     * @param reason for people
     */
    record Lesson(int version, String reason) {}

    /**
     * The network of a student, trained on the labels alone.
     *
     * @param generation of the student
     * @param imagePasses null before it is trained
     */
    record Control(
            int generation,
            String network,
            long steps,
            @JsonProperty("image_passes") @Nullable Long imagePasses,
            @JsonProperty("test_accuracy") @Nullable Double testAccuracy,
            @JsonProperty("test_interval") @Nullable List<Double> testInterval) {}

    static Results of(Loop loop, double seconds) {
        List<Row> rows = new ArrayList<>();
        List<Control> controls = new ArrayList<>();
        for (GenerationState state : loop.generations()) {
            if (state.plan().control()) {
                controls.add(control(state));
            } else {
                rows.add(row(state, loop.pseudoLabelAccuracy(state.plan().number())));
            }
        }
        return new Results(rows, controls, seconds);
    }

    private static Row row(GenerationState state, double pseudoLabelAccuracy) {
        StudentResult student = candidate(state);
        return new Row(
                state.plan().number(),
                network(state.plan(), student),
                student == null ? 0 : student.report().labeled(),
                imagePasses(state),
                state.labeling().accepted(),
                state.labeling().rejected(),
                Double.isNaN(pseudoLabelAccuracy) ? null : pseudoLabelAccuracy,
                value(student),
                interval(student),
                verdict(state),
                student == null ? null : student.model().version(),
                lesson(state.plan()));
    }

    /** The candidate's, those that learned from each other, that of specialists, or that a version was adapted. */
    private static String network(GenerationPlan plan, @Nullable StudentResult student) {
        if (plan.purpose() == Purpose.FIXRES) {
            return FixResConfig.KIND;
        }
        return student == null || plan.together() || plan.specialized()
                ? networks(plan)
                : student.report().network();
    }

    private static String networks(GenerationPlan plan) {
        return plan.cohort().stream().map(Recipe::network).collect(Collectors.joining(" + "));
    }

    private static @Nullable Lesson lesson(GenerationPlan plan) {
        boolean alone = plan.curriculum() == null || plan.together() || plan.ensemble() != null;
        ModelRef teacher = alone ? null : plan.teacher();
        return teacher == null ? null : new Lesson(teacher.version(), plan.reason());
    }

    private static Control control(GenerationState state) {
        StudentResult student = candidate(state);
        return new Control(
                state.plan().number(),
                state.plan().recipe().network(),
                student == null ? 0 : student.report().steps(),
                imagePasses(state),
                value(student),
                interval(student));
    }

    private static @Nullable Long imagePasses(GenerationState state) {
        return state.students().stream()
                .map(StudentResult::report)
                .map(TrainingReport::countedImagePasses)
                .reduce(Long::sum)
                .orElse(null);
    }

    /** The student that was evaluated; of a failed generation the first one that was trained, if any. */
    private static @Nullable StudentResult candidate(GenerationState state) {
        if (state instanceof GenerationState.Examined examined) {
            return examined.candidate();
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
