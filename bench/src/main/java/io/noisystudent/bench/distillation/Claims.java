package io.noisystudent.bench.distillation;

import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.contracts.config.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Claims about distillation, each of which compares ways to train one small student with a way that is the base. */
final class Claims {
    private static final String SMALL = "resnet-8";
    private static final String MIDDLE = "resnet-20";
    private static final int IMAGES = 400;
    private static final int EPOCHS = 20;

    private final Curriculum curriculum;
    private final Curriculum.Size size;

    Claims(Curriculum curriculum) {
        this.curriculum = curriculum;
        size = curriculum.size(IMAGES, EPOCHS);
    }

    /** Lessons of each seed, by what they are called; the first is the base. */
    private final class Compared implements StudyPart {
        private final String question;
        private final List<Lesson> teachers;
        private final Map<String, List<Lesson>> rows = new LinkedHashMap<>();

        Compared(String question, Lesson... teachers) {
            this.question = question;
            this.teachers = List.of(teachers);
        }

        Compared with(String name, LongFunction<Lesson> lesson) {
            rows.put(name, curriculum.each(lesson));
            return this;
        }

        @Override
        public String question() {
            return question + "; " + size.perClass() + " images of each class, " + size.epochs() + " epochs, seeds "
                    + curriculum.seeds() + ", of teachers from " + curriculum.teacherSeed();
        }

        @Override
        public List<Lesson> lessons() {
            List<Lesson> lessons = new ArrayList<>(teachers);
            rows.values().forEach(lessons::addAll);
            return lessons;
        }

        @Override
        public List<String> table(Function<Lesson, Outcome> outcomes) {
            List<String> lines = new ArrayList<>();
            String base = rows.keySet().iterator().next();
            lines.add(Tables.header(base, ""));
            teachers.forEach(teacher ->
                    lines.add(Tables.row("teacher " + teacher.name(), Tables.percent(List.of(teacher), outcomes), "")));
            double @Nullable [] first = null;
            for (Map.Entry<String, List<Lesson>> row : rows.entrySet()) {
                double[] values = Tables.percent(row.getValue(), outcomes);
                lines.add(
                        first == null
                                ? Tables.row(row.getKey(), values, "")
                                : Tables.row(row.getKey(), values, first, ""));
                first = first == null ? values : first;
            }
            rows.forEach((name, lessons) -> {
                if (!outcomes.apply(lessons.get(0)).curve().isEmpty()) {
                    lines.add(Tables.curve("curve, " + name, lessons, outcomes));
                }
            });
            return lines;
        }
    }

    private Lesson alone(String network, long seed) {
        return Curriculum.alone(network, size, seed);
    }

    private Lesson taught(String network, String how, long seed, Lesson... teachers) {
        return Curriculum.lesson(network, size, how, Curriculum.soft(), seed, teachers);
    }

    private long teacherSeed() {
        return curriculum.teacherSeed();
    }

    /** Hinton, Vinyals, Dean 2015, section 6. */
    StudyPart labels() {
        Curriculum.Size few = new Curriculum.Size(
                Math.max(2, (int) Math.round(0.03 * curriculum.images(Curriculum.FULL))),
                curriculum.size(IMAGES, 100).epochs());
        Curriculum.Size all = curriculum.size(Curriculum.FULL, EPOCHS);
        Lesson teacher = Curriculum.alone(MIDDLE, all, teacherSeed());
        return new Compared(
                        "do soft targets keep a student from overfitting to 3 % of the labels (" + few.perClass()
                                + " of each class, " + few.epochs() + " epochs)?",
                        teacher)
                .with("hard", seed -> Curriculum.alone(SMALL, few, seed))
                .with("hard, best on validation", seed -> watched(Curriculum.alone(SMALL, few, seed)))
                .with("soft", seed -> few(few, seed, teacher))
                .with("soft, best on validation", seed -> watched(few(few, seed, teacher)));
    }

    private static Lesson few(Curriculum.Size few, long seed, Lesson teacher) {
        return Curriculum.lesson(SMALL, few, "soft", Curriculum.soft(), seed, teacher);
    }

    /** The same with the weights that were best on validation images, and the curve of all epochs. */
    private static Lesson watched(Lesson lesson) {
        Recipe recipe = lesson.recipe().withEarlyStopping(new Recipe.EarlyStopping(1_000_000, Split.VALIDATION));
        return new Lesson(
                lesson.name() + ".watched", lesson.kind(), lesson.seed(), recipe, lesson.perClass(), lesson.teachers());
    }

    StudyPart temperature() {
        Curriculum.Size half = curriculum.size(IMAGES / 2, EPOCHS);
        Lesson teacher = Curriculum.alone(MIDDLE, half, teacherSeed());
        Compared part = new Compared(
                        "which temperature and which weight of soft targets (" + half.perClass() + " of each class)?",
                        teacher)
                .with("alone", seed -> Curriculum.alone(SMALL, half, seed));
        for (double temperature : new double[] {1, 2, 4, 8, 20}) {
            for (double weight : new double[] {0.5, 0.9}) {
                String how = "t" + (int) temperature + "-w" + weight;
                part.with(
                        "T " + (int) temperature + ", weight " + weight,
                        seed -> Curriculum.lesson(
                                SMALL, half, how, Curriculum.soft(weight, temperature), seed, teacher));
            }
        }
        return part;
    }

    /** Mirzadeh et al. 2020. */
    StudyPart assistant() {
        Lesson teacher = alone("resnet-56", teacherSeed());
        return new Compared("does an assistant (" + MIDDLE + ") help where the gap to the teacher is large?", teacher)
                .with("alone", seed -> alone(SMALL, seed))
                .with("taught by resnet-56", seed -> taught(SMALL, "by-resnet-56", seed, teacher))
                .with("assistants taught by resnet-56", seed -> assistant(seed, teacher))
                .with("taught by assistants", seed -> taught(SMALL, "by-assistant", seed, assistant(seed, teacher)));
    }

    private Lesson assistant(long seed, Lesson teacher) {
        return taught(MIDDLE, "by-resnet-56", seed, teacher);
    }

    /** Yuan et al. 2020, section 3. */
    StudyPart reversed() {
        Lesson small = alone(SMALL, teacherSeed());
        Lesson defective = Curriculum.alone(
                "resnet-56", new Curriculum.Size(size.perClass(), Math.max(1, size.epochs() / 10)), teacherSeed());
        return new Compared("does a smaller or an under-trained teacher help?", small, defective)
                .with("alone", seed -> alone(MIDDLE, seed))
                .with("reversed, by " + SMALL, seed -> taught(MIDDLE, "reversed", seed, small))
                .with("defective, by resnet-56 of a tenth", seed -> taught(MIDDLE, "defective", seed, defective));
    }

    /** Mueller et al. 2019. */
    StudyPart smoothing() {
        Lesson plain = alone(MIDDLE, teacherSeed());
        List<ObjectiveTerm> terms = List.of(new ObjectiveTerm.CrossEntropy(1, 0.1));
        Lesson smoothed = Curriculum.lesson(MIDDLE, size, "smoothed", terms, teacherSeed());
        return new Compared("does a teacher that was trained with label smoothing teach less?", plain, smoothed)
                .with("by the plain teacher", seed -> taught(SMALL, "by-resnet-20", seed, plain))
                .with("by the smoothed teacher", seed -> taught(SMALL, "by-smoothed", seed, smoothed))
                .with("alone", seed -> alone(SMALL, seed));
    }

    /** Romero et al. 2015: hints of a network of the same structure and of another one. */
    StudyPart structure() {
        Lesson alike = alone(MIDDLE, teacherSeed());
        Lesson other = alone("wrn-16-1", teacherSeed());
        return new Compared("do hints help more where teacher and student have one structure?", alike, other)
                .with("alone", seed -> alone(SMALL, seed))
                .with("hint of " + MIDDLE, seed -> hint("hint-of-resnet-20", seed, alike))
                .with("hint of wrn-16-1", seed -> hint("hint-of-wrn-16-1", seed, other))
                .with("soft targets of " + MIDDLE, seed -> taught(SMALL, "by-resnet-20", seed, alike))
                .with("soft targets of wrn-16-1", seed -> taught(SMALL, "by-wrn-16-1", seed, other));
    }

    private Lesson hint(String how, long seed, Lesson teacher) {
        List<ObjectiveTerm> terms = List.of(
                new ObjectiveTerm.CrossEntropy(1, 0),
                new FeatureDistillation.Hint(100, FeatureDistillation.Features.DEFAULT));
        return Curriculum.lesson(SMALL, size, how, terms, seed, teacher);
    }
}
