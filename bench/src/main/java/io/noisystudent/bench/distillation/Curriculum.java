package io.noisystudent.bench.distillation;

import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import java.util.List;
import java.util.function.LongFunction;

/**
 * How large the lessons of a command are, and how they are trained: SGD with Nesterov momentum, half a cosine, batches of
 * 64, crop and flip, the weights of the last step; as in RepDistiller but for the length and the schedule.
 *
 * @param scale of full sizes: of images of each class, at least {@link #FEWEST_IMAGES}, and of epochs, at least two
 * @param seeds of students
 * @param teacherSeed of the first network that only teaches
 */
public record Curriculum(double scale, List<Long> seeds, long teacherSeed) {
    /** Images of each class at full size. */
    public static final int FULL = 1000;

    static final int FEWEST_IMAGES = 20;
    private static final int FEWEST_EPOCHS = 2;
    private static final int BATCH = 64;
    private static final int CROP = 4;

    /** Of the epochs and of the images of a lesson. */
    record Size(int perClass, int epochs) {}

    public Curriculum {
        seeds = List.copyOf(seeds);
    }

    /** Images of each class, where there are so many at full size. */
    public int images(int full) {
        return Math.max(Math.min(FEWEST_IMAGES, full), (int) Math.round(scale * full));
    }

    Size size(int perClass, int epochs) {
        return new Size(images(perClass), Math.max(FEWEST_EPOCHS, (int) Math.round(scale * epochs)));
    }

    static Recipe recipe(String network, int epochs, List<ObjectiveTerm> terms) {
        return new Recipe(
                network,
                epochs,
                0,
                BATCH,
                1,
                Recipe.Objective.of(terms),
                new OptimizerConfig(0.05, 0.9, 5e-4, 0.05),
                new Noise(null, CROP, true, 0, Noise.GRAY, 0, 0),
                0,
                Phases.JOINT,
                null,
                null);
    }

    static List<ObjectiveTerm> labels() {
        return List.of(new ObjectiveTerm.CrossEntropy(1, 0));
    }

    /** {@code (1 - w) CE + w T^2 KL}. */
    static List<ObjectiveTerm> soft(double weight, double temperature) {
        ObjectiveTerm soft = new Distillation.SoftTargets(weight, temperature, false, ObjectiveTerm.Rows.ALL);
        return weight == 1 ? List.of(soft) : List.of(new ObjectiveTerm.CrossEntropy(1 - weight, 0), soft);
    }

    /** RepDistiller's. */
    static List<ObjectiveTerm> soft() {
        return soft(0.9, 4);
    }

    /** A network on labels alone; equal ones of several parts are one lesson. */
    static Lesson alone(String network, Size size, long seed) {
        return lesson(network, size, "alone", labels(), seed);
    }

    /** A training of ours. */
    static Lesson lesson(
            String network, Size size, String how, List<ObjectiveTerm> terms, long seed, Lesson... teachers) {
        return Lesson.of(
                name(network, size, how), seed, recipe(network, size.epochs(), terms), size.perClass(), teachers);
    }

    /** Two networks that are trained along with one another. */
    static Lesson pair(String network, Size size, String how, List<ObjectiveTerm> terms, long seed) {
        return Lesson.pair(name(network, size, how), seed, recipe(network, size.epochs(), terms), size.perClass());
    }

    private static String name(String network, Size size, String how) {
        return network + "." + size.perClass() + "x" + size.epochs() + "." + how;
    }

    /** One for each seed. */
    List<Lesson> each(LongFunction<Lesson> lesson) {
        return seeds.stream().map(lesson::apply).toList();
    }
}
