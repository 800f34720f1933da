package io.noisystudent.bench.distillation;

import io.noisystudent.contracts.config.Recipe;
import java.util.List;

/**
 * One training, or the evaluation of an ensemble: a row of the results.
 *
 * @param name what it is, of letters, digits, dots and hyphens; with the seed it is known by it
 * @param kind who trains
 * @param seed of weights, order of images, noise
 * @param recipe that is trained; of an ensemble that of a member, of a pair that of both
 * @param perClass labeled images of each class
 * @param teachers ids of the lessons whose networks teach, or are the members of the ensemble
 */
public record Lesson(String name, Kind kind, long seed, Recipe recipe, int perClass, List<String> teachers) {
    /** Far from the seeds of students, and not those of teachers. */
    private static final long PARTNER = 50;

    /** Who trains. */
    public enum Kind {
        OURS,
        /** Two networks of ours on the same batches, see {@link #partner}; its accuracy is the mean of both. */
        PAIR,
        /** The PyTorch script, which begins with our initial weights. */
        TORCH,
        /** Nothing is trained: probabilities are averaged. */
        ENSEMBLE
    }

    public Lesson {
        teachers = List.copyOf(teachers);
    }

    /** A training of ours. */
    public static Lesson of(String name, long seed, Recipe recipe, int perClass, Lesson... teachers) {
        return new Lesson(
                name,
                Kind.OURS,
                seed,
                recipe,
                perClass,
                List.of(teachers).stream().map(Lesson::id).toList());
    }

    /** The ensemble of some. */
    public static Lesson ensemble(String name, long seed, List<Lesson> members) {
        Lesson first = members.get(0);
        List<String> ids = members.stream().map(Lesson::id).toList();
        return new Lesson(name, Kind.ENSEMBLE, seed, first.recipe(), first.perClass(), ids);
    }

    /** Two networks that are trained along with one another. */
    static Lesson pair(String name, long seed, Recipe recipe, int perClass) {
        return new Lesson(name, Kind.PAIR, seed, recipe, perClass, List.of());
    }

    /** The seed of the weights of a pair's second network; those of the first one, and the rest, have the seed itself. */
    static long partner(long seed) {
        return seed + PARTNER;
    }

    /** The same training by PyTorch. */
    public Lesson inTorch() {
        return new Lesson(name + ".pytorch", Kind.TORCH, seed, recipe, perClass, teachers);
    }

    /** By which it is known. */
    public String id() {
        return name + ".seed-" + seed;
    }

    /** Optimizer steps, with some classes of images. */
    int steps(int classes) {
        int images = perClass * classes;
        int perEpoch = (images + recipe.batchSize() - 1) / recipe.batchSize();
        return kind == Kind.ENSEMBLE ? 0 : recipe.epochs() * perEpoch;
    }
}
