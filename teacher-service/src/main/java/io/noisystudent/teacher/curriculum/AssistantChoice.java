package io.noisystudent.teacher.curriculum;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which network assists next (Mirzadeh et al. 2020): by accuracy, nearest to the mean of teacher and student; where an
 * accuracy is not known, by parameters, nearest to their geometric mean, which is a first guess.
 *
 * @param network that was chosen
 * @param reason by what, for people
 */
record AssistantChoice(String network, String reason) {
    /**
     * A network.
     *
     * @param accuracy on validation, trained on labels alone; of the teacher however it was trained; null if not known
     */
    record Known(String network, long parameters, @Nullable Double accuracy) {}

    /**
     * Chooses one of several.
     *
     * @param candidates largest first, which wins a draw; at least one
     * @param remaining assistants that are to be trained, this one included: they divide the distance between teacher and
     *     student into equal parts
     */
    static AssistantChoice of(Known teacher, Known student, List<Known> candidates, int remaining) {
        List<String> unknown = Stream.concat(Stream.of(teacher, student), candidates.stream())
                .filter(known -> known.accuracy() == null)
                .map(Known::network)
                .toList();
        if (unknown.isEmpty()) {
            double aim = between(teacher, student, remaining, AssistantChoice::accuracy);
            Known chosen = nearest(candidates, aim, AssistantChoice::accuracy);
            return new AssistantChoice(
                    chosen.network(),
                    String.format(
                            Locale.ROOT,
                            "chosen by accuracy: its %.1f %% on validation is nearest to %.1f %%, %s of the teacher's"
                                    + " and the student's",
                            100 * accuracy(chosen),
                            100 * aim,
                            remaining == 1 ? "the mean" : "the next of " + remaining + " equal parts"));
        }
        double aim = between(teacher, student, remaining, AssistantChoice::logarithm);
        Known chosen = nearest(candidates, aim, AssistantChoice::logarithm);
        return new AssistantChoice(
                chosen.network(),
                String.format(
                        Locale.ROOT,
                        "chosen by parameters, a first guess: its %,d are nearest to %,.0f, %s of the teacher's and the"
                                + " student's; accuracies are unknown of %s",
                        chosen.parameters(),
                        Math.exp(aim),
                        remaining == 1 ? "the geometric mean" : "the next of " + remaining + " equal ratios",
                        unknown.stream().distinct().collect(Collectors.joining(", "))));
    }

    private static double between(Known teacher, Known student, int remaining, ToDoubleFunction<Known> measure) {
        double from = measure.applyAsDouble(teacher);
        return from + (measure.applyAsDouble(student) - from) / (remaining + 1);
    }

    private static Known nearest(List<Known> candidates, double aim, ToDoubleFunction<Known> measure) {
        return candidates.stream()
                .min(Comparator.comparingDouble(known -> Math.abs(measure.applyAsDouble(known) - aim)))
                .orElseThrow();
    }

    private static double accuracy(Known known) {
        return known.accuracy() == null ? Double.NaN : known.accuracy();
    }

    private static double logarithm(Known known) {
        return Math.log((double) known.parameters());
    }
}
