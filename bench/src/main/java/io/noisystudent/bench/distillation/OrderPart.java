package io.noisystudent.bench.distillation;

import io.noisystudent.bench.statistics.MeanInterval;
import io.noisystudent.contracts.config.Distillation;
import io.noisystudent.contracts.config.FeatureDistillation;
import io.noisystudent.contracts.config.FeatureDistillation.Features;
import io.noisystudent.contracts.config.ObjectiveTerm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Objectives in an order: resnet-56 teaches resnet-20 by each; and soft targets beside PyTorch. */
final class OrderPart implements StudyPart {
    private static final String STUDENT = "resnet-20";
    private static final double EQUIVALENT = 1;

    private final Curriculum curriculum;
    private final Curriculum.Size size;
    private final List<Long> torchSeeds;
    private final Lesson teacher;

    /**
     * A way to learn from the teacher.
     *
     * @param published difference to the student alone in points, CIFAR-100
     */
    private record Objective(String name, List<ObjectiveTerm> terms, String published) {}

    /** @param torchSeeds of soft targets beside PyTorch; none leaves that out */
    OrderPart(Curriculum curriculum, int epochs, List<Long> torchSeeds) {
        this.curriculum = curriculum;
        this.torchSeeds = torchSeeds;
        size = curriculum.size(Curriculum.FULL, epochs);
        teacher = Curriculum.alone("resnet-56", size, curriculum.teacherSeed());
    }

    /** With the weights of the repositories that published the differences. */
    private static List<Objective> objectives() {
        Features features = Features.DEFAULT;
        return List.of(
                new Objective("soft-targets", Curriculum.soft(), "+1.60 KD"),
                new Objective(
                        "soft-targets, standardized",
                        with(0.1, new Distillation.SoftTargets(9, 2, true, Rows.ALL)),
                        "- (+3.29 to KD, r32x4 > r8x4)"),
                new Objective("decoupled", with(1, new Distillation.Decoupled(1, 4, 1, 2, Rows.ALL)), "+2.91 DKD"),
                new Objective("logit-matching", with(1, new Distillation.LogitMatching(1, true, Rows.ALL)), "-"),
                new Objective(
                        "attention-transfer",
                        with(
                                1,
                                new FeatureDistillation.AttentionTransfer(
                                        1000, FeatureDistillation.AttentionForm.SQUARED, features)),
                        "+1.49 AT"),
                new Objective(
                        "similarity-preserving",
                        with(
                                1,
                                new FeatureDistillation.SimilarityPreserving(
                                        3000, FeatureDistillation.SimilarityForm.GRAM, features)),
                        "+0.61 SP"),
                new Objective(
                        "relational-distance and -angle",
                        with(
                                1,
                                new FeatureDistillation.RelationalDistance(
                                        25, FeatureDistillation.Difference.HUBER, features),
                                new FeatureDistillation.RelationalAngle(50, features)),
                        "+0.55 RKD"),
                new Objective("hint", with(1, new FeatureDistillation.Hint(100, features)), "+0.15 FitNet"));
    }

    private static List<ObjectiveTerm> with(double labels, ObjectiveTerm... terms) {
        List<ObjectiveTerm> all = new ArrayList<>(List.of(new ObjectiveTerm.CrossEntropy(labels, 0)));
        all.addAll(List.of(terms));
        return all;
    }

    @Override
    public String question() {
        return "which objectives help " + STUDENT + " taught by resnet-56, " + size.perClass()
                + " images of each class, "
                + size.epochs() + " epochs; seeds " + curriculum.seeds() + ", of the teacher "
                + curriculum.teacherSeed() + ", beside PyTorch " + torchSeeds;
    }

    private List<Lesson> alone() {
        return curriculum.each(seed -> Curriculum.alone(STUDENT, size, seed));
    }

    private List<Lesson> of(Objective objective) {
        return curriculum.each(seed -> lesson(objective, seed));
    }

    private Lesson lesson(Objective objective, long seed) {
        String how = objective.name().replaceAll("[^a-z]+", "-");
        return Curriculum.lesson(STUDENT, size, how, objective.terms(), seed, teacher);
    }

    private List<Lesson> beside() {
        Objective soft = objectives().get(0);
        return torchSeeds.stream().map(seed -> lesson(soft, seed)).toList();
    }

    @Override
    public List<Lesson> lessons() {
        List<Lesson> lessons = new ArrayList<>(List.of(teacher));
        lessons.addAll(alone());
        objectives().forEach(objective -> lessons.addAll(of(objective)));
        beside().stream().filter(lesson -> !lessons.contains(lesson)).forEach(lessons::add);
        beside().stream().map(Lesson::inTorch).forEach(lessons::add);
        return lessons;
    }

    @Override
    public List<String> table(Function<Lesson, Outcome> outcomes) {
        double[] alone = Tables.percent(alone(), outcomes);
        List<String> lines = new ArrayList<>();
        lines.add(Tables.header("alone", "published, CIFAR-100"));
        lines.add(Tables.row("teacher resnet-56", Tables.percent(List.of(teacher), outcomes), "+3.28"));
        lines.add(Tables.row("alone", alone, ""));
        for (Objective objective : objectives()) {
            lines.add(Tables.row(
                    objective.name(), Tables.percent(of(objective), outcomes), alone, objective.published()));
        }
        if (torchSeeds.size() > 1) {
            lines.add(besideTorch(outcomes));
        }
        return lines;
    }

    private String besideTorch(Function<Lesson, Outcome> outcomes) {
        double[] ours = Tables.percent(beside(), outcomes);
        double[] theirs = Tables.percent(beside().stream().map(Lesson::inTorch).toList(), outcomes);
        MeanInterval difference = MeanInterval.unpaired(ours, theirs);
        return Tables.row("soft-targets in PyTorch", theirs, "") + "; ours less theirs "
                + Tables.interval(difference) + ", "
                + (difference.within(EQUIVALENT) ? "inside" : "not inside") + " 1 point";
    }
}
