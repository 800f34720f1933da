package io.noisystudent.bench.distillation;

import io.noisystudent.bench.statistics.MeanInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Claims in which the probabilities of several networks are averaged. */
final class EnsembleParts {
    private static final String SMALL = "resnet-8";
    private static final int IMAGES = 400;
    private static final int EPOCHS = 20;

    private EnsembleParts() {}

    /** One student of ten networks (Hinton, Vinyals, Dean 2015, section 4.1: more than 80 % of the gain are kept). */
    record Distilled(Curriculum curriculum) implements StudyPart {
        private static final int MEMBERS = 10;
        private static final double LEAST = 0.6;

        private Curriculum.Size size() {
            return curriculum.size(IMAGES, EPOCHS);
        }

        private List<Lesson> members() {
            return LongStream.range(0, MEMBERS)
                    .mapToObj(i -> Curriculum.alone(SMALL, size(), curriculum.teacherSeed() + i))
                    .toList();
        }

        private Lesson ensemble() {
            return Lesson.ensemble(SMALL + ".ensemble-of-" + MEMBERS, curriculum.teacherSeed(), members());
        }

        private List<Lesson> students() {
            return curriculum.each(seed -> Curriculum.lesson(
                    SMALL,
                    size(),
                    "by-" + MEMBERS,
                    Curriculum.soft(),
                    seed,
                    members().toArray(Lesson[]::new)));
        }

        @Override
        public String question() {
            return "what of the gain of " + MEMBERS + " " + SMALL + " does one keep that is distilled from them; "
                    + size().perClass() + " images of each class, " + size().epochs() + " epochs, seeds "
                    + curriculum.seeds() + ", of the members from " + curriculum.teacherSeed();
        }

        @Override
        public List<Lesson> lessons() {
            List<Lesson> lessons = new ArrayList<>(members());
            lessons.add(ensemble());
            lessons.addAll(students());
            return lessons;
        }

        @Override
        public List<String> table(Function<Lesson, Outcome> outcomes) {
            double[] members = Tables.percent(members(), outcomes);
            double[] ensemble = Tables.percent(List.of(ensemble()), outcomes);
            double[] students = Tables.percent(students(), outcomes);
            double base = MeanInterval.of(members).mean();
            double gain = ensemble[0] - base;
            MeanInterval kept = MeanInterval.of(
                    Arrays.stream(students).map(value -> (value - base) / gain).toArray());
            return List.of(
                    Tables.header("-", ""),
                    Tables.row("members", members, ""),
                    Tables.row("their ensemble", ensemble, ""),
                    Tables.row("distilled from all", students, ""),
                    String.format(
                            Locale.ROOT,
                            "share of the gain that is kept: %.2f [%.2f, %.2f], %s %.1f",
                            kept.mean(),
                            kept.low(),
                            kept.high(),
                            kept.mean() >= LEAST ? "at least" : "below",
                            LEAST));
        }
    }

    /** Generations of one network, and their ensemble (Furlanello et al. 2018). */
    record BornAgain(Curriculum curriculum) implements StudyPart {
        private static final int GENERATIONS = 3;

        private Curriculum.Size size() {
            return curriculum.size(IMAGES, EPOCHS);
        }

        /** From fresh weights; the first has no teacher. */
        private Lesson generation(int number, long seed) {
            long own = seed + 100L * number;
            return number == 0
                    ? Curriculum.alone(SMALL, size(), own)
                    : Curriculum.lesson(
                            SMALL,
                            size(),
                            "born-again-" + number,
                            Curriculum.soft(0.5, 1),
                            own,
                            generation(number - 1, seed));
        }

        private List<Lesson> generations(int number) {
            return curriculum.each(seed -> generation(number, seed));
        }

        private List<Lesson> ensembles() {
            return curriculum.each(seed -> {
                List<Lesson> members = new ArrayList<>();
                for (int number = 0; number < GENERATIONS; number++) {
                    members.add(generation(number, seed));
                }
                return Lesson.ensemble(SMALL + ".born-again-ensemble", seed, members);
            });
        }

        @Override
        public String question() {
            return "is a born-again ensemble better than its members: " + GENERATIONS + " generations of " + SMALL
                    + ", labels and the teacher's probabilities in equal parts; " + size().perClass()
                    + " images of each class, " + size().epochs() + " epochs, seeds " + curriculum.seeds();
        }

        @Override
        public List<Lesson> lessons() {
            List<Lesson> lessons = new ArrayList<>();
            for (int number = 0; number < GENERATIONS; number++) {
                lessons.addAll(generations(number));
            }
            lessons.addAll(ensembles());
            return lessons;
        }

        @Override
        public List<String> table(Function<Lesson, Outcome> outcomes) {
            double[] first = Tables.percent(generations(0), outcomes);
            List<String> lines =
                    new ArrayList<>(List.of(Tables.header("generation 0", ""), Tables.row("generation 0", first, "")));
            double[] best = first;
            for (int number = 1; number < GENERATIONS; number++) {
                double[] values = Tables.percent(generations(number), outcomes);
                lines.add(Tables.row("generation " + number, values, first, ""));
                best = MeanInterval.of(values).mean() > MeanInterval.of(best).mean() ? values : best;
            }
            double[] ensembles = Tables.percent(ensembles(), outcomes);
            lines.add(Tables.row("ensemble", ensembles, first, ""));
            lines.add("ensemble less the best generation: " + Tables.interval(MeanInterval.paired(ensembles, best)));
            return lines;
        }
    }
}
