package io.noisystudent.bench.distillation;

import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Pairs of networks that learn from each other beside as many that are trained alone (Zhang et al. 2018). */
record MutualPart(Curriculum curriculum) implements StudyPart {
    private static final String NETWORK = "resnet-8";
    private static final int IMAGES = 200;
    private static final int EPOCHS = 20;

    private Curriculum.Size size() {
        return curriculum.size(IMAGES, EPOCHS);
    }

    /** With the initial weights of the first networks of pairs. */
    private List<Lesson> firsts() {
        return curriculum.each(seed -> Curriculum.alone(NETWORK, size(), seed));
    }

    private List<Lesson> partners() {
        return curriculum.each(seed -> Curriculum.alone(NETWORK, size(), Lesson.partner(seed)));
    }

    private List<Lesson> pairs(Update update) {
        String how = update == Update.SEQUENTIAL ? "mutual-sequential" : "mutual-simultaneous";
        List<ObjectiveTerm> terms = List.of(
                new ObjectiveTerm.CrossEntropy(1, 0), new ObjectiveTerm.Mutual(1, update, ObjectiveTerm.Rows.ALL));
        return curriculum.each(seed -> Curriculum.pair(NETWORK, size(), how, terms, seed));
    }

    @Override
    public String question() {
        return "are two " + NETWORK + " that learn from each other better than two that are trained alone; "
                + size().perClass() + " images of each class, " + size().epochs() + " epochs, seeds "
                + curriculum.seeds() + ", of their partners "
                + curriculum.seeds().stream().map(Lesson::partner).toList();
    }

    @Override
    public List<Lesson> lessons() {
        List<Lesson> lessons = new ArrayList<>(firsts());
        lessons.addAll(partners());
        for (Update update : Update.values()) {
            lessons.addAll(pairs(update));
        }
        return lessons;
    }

    @Override
    public List<String> table(Function<Lesson, Outcome> outcomes) {
        double[] firsts = Tables.percent(firsts(), outcomes);
        double[] partners = Tables.percent(partners(), outcomes);
        double[] alone = IntStream.range(0, firsts.length)
                .mapToDouble(i -> (firsts[i] + partners[i]) / 2)
                .toArray();
        return List.of(
                Tables.header("alone", ""),
                Tables.row("alone, mean of two", alone, ""),
                Tables.row(
                        "mutual, simultaneous, mean of both",
                        Tables.percent(pairs(Update.SIMULTANEOUS), outcomes),
                        alone,
                        ""),
                Tables.row(
                        "mutual, sequential, mean of both",
                        Tables.percent(pairs(Update.SEQUENTIAL), outcomes),
                        alone,
                        ""));
    }
}
