package io.noisystudent.teacher.curriculum;

import io.noisystudent.contracts.event.GenerationPlan;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.GenerationState.Examined;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.StudentResult;
import io.noisystudent.contracts.event.StudentResult.Accuracy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A student beside the control of its generation.
 *
 * @param generation number of the student's generation
 * @param state of the control, {@code training} for example
 * @param student its image passes are those of all students up to this one, or its own where it is compared alone
 * @param control nothing is known of it before it is trained
 */
public record ControlComparison(int generation, String state, Side student, Side control) {
    private static final Side UNKNOWN = new Side(null, null, null, null);

    /**
     * One of the two.
     *
     * @param model null before it is trained
     * @param imagePasses null before it is trained
     * @param validation null before it is measured, or when no sample of that split exists
     * @param test like {@code validation}
     */
    public record Side(
            @Nullable ModelRef model,
            @Nullable Long imagePasses,
            @Nullable Accuracy validation,
            @Nullable Accuracy test) {}

    /** Of every generation that has a control, oldest first. */
    public static List<ControlComparison> of(Generations generations) {
        return generations.all().stream()
                .filter(state -> state.plan().control())
                .map(control -> of(control, generations))
                .toList();
    }

    private static ControlComparison of(GenerationState control, Generations generations) {
        GenerationPlan plan = control.plan();
        Optional<Examined> student = generations
                .find(Integer.toString(plan.number()))
                .filter(Examined.class::isInstance)
                .map(Examined.class::cast);
        Optional<StudentResult> trained = control instanceof Examined measured
                ? Optional.of(measured.candidate())
                : control.students().stream().findFirst();
        return new ControlComparison(
                plan.number(),
                control.stateName(),
                student.map(state -> side(
                                state.candidate(),
                                generations.comparedWith(state).imagePasses(plan.number())))
                        .orElse(UNKNOWN),
                trained.map(result -> side(result, result.report().countedImagePasses()))
                        .orElse(UNKNOWN));
    }

    private static Side side(StudentResult result, long imagePasses) {
        return new Side(result.model(), imagePasses, result.validation(), result.test());
    }
}
