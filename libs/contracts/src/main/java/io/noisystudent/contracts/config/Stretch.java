package io.noisystudent.contracts.config;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Shares of a training's steps between which no weight becomes 0 or ceases to be, and no phase ends.
 *
 * @param from where it begins, of 1
 * @param to where it ends
 */
record Stretch(double from, double to) {
    /** From the first step to the last. */
    static final Stretch WHOLE = new Stretch(0, 1);

    /** Those of a recipe, in order. */
    static List<Stretch> of(Recipe recipe) {
        NavigableSet<Double> ends = new TreeSet<>(List.of(0.0, 1.0));
        recipe.objectiveTerms().stream()
                .map(ObjectiveTerm::weight)
                .flatMap(weight -> Stream.of(weight.start(), weight.end()))
                .forEach(ends::add);
        ends.add(recipe.phases().jointShare());
        ends.add(recipe.phases().servedFrom());
        List<Double> sorted = new ArrayList<>(ends.tailSet(0.0, true));
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 1; i < sorted.size(); i++) {
            stretches.add(new Stretch(sorted.get(i - 1), sorted.get(i)));
        }
        return stretches;
    }

    private double middle() {
        return (from + to) / 2;
    }

    /** Whether a part of the steps has this one. */
    boolean meets(double begin, double end) {
        return middle() > begin && middle() < end;
    }

    /** Whether the term has a weight above 0 in here; a line that is 0 in its middle is 0 everywhere. */
    boolean has(ObjectiveTerm term) {
        boolean isEmpty = term instanceof Distillation.Decoupled parts && parts.alpha() == 0 && parts.beta() == 0;
        return !isEmpty && term.weight().at(middle()) > 0;
    }

    boolean isWhole() {
        return equals(WHOLE);
    }

    /** What to say before a problem of it. */
    String words() {
        return isWhole() ? "" : "from " + from + " to " + to + " of the steps ";
    }
}
