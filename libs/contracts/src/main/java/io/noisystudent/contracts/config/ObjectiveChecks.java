package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.ObjectiveTerm.LabelForm;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What no term of a loss can say alone. */
final class ObjectiveChecks {
    private final Section pipeline;
    private final String path;
    private final Recipe recipe;
    private final List<ObjectiveTerm> terms;
    private final List<Stretch> stretches;

    private ObjectiveChecks(Section pipeline, int number, Recipe recipe) {
        this.pipeline = pipeline;
        this.recipe = recipe;
        path = pipeline.path("recipes[" + number + "]");
        terms = recipe.objectiveTerms();
        stretches = Stretch.of(recipe);
    }

    /** Notes what is wrong with the losses of all recipes. */
    static void check(PipelineConfig config, Section pipeline) {
        for (int i = 0; i < config.recipes().size(); i++) {
            Recipe recipe = config.recipes().get(i);
            boolean isOfControl = !config.curriculum().control().isOff() && !recipe.distills();
            CurriculumKind kind = config.curriculum().kind();
            boolean isFirst = i == 0 && kind.trainsFirstTeacher();
            boolean isAlone = isFirst
                    || kind.transferSet() == CurriculumKind.TransferSet.LABELED
                    || kind instanceof CurriculumKind.Specialists;
            ObjectiveChecks checks = new ObjectiveChecks(pipeline, i, recipe);
            checks.requireLabeledTerms(
                    isAlone || isOfControl ? 0 : recipe.phases().jointShare());
            checks.requirePseudoLabeledTerms();
            checks.requireTermsOfLogits();
            checks.requireConfidence(config.classes().size());
            checks.requireWholeLabels(config.classes().size());
            checks.requireWeight();
            checks.requireWeightsFromTheStart();
            checks.requireOneView();
            checks.requirePairs();
            if (isFirst) {
                checks.requireNoTeacher();
            }
        }
    }

    private void refuse(String problem) {
        pipeline.problems().add(path + ".objective: " + problem);
    }

    /** Labeled rows are alone in generation 0, in controls and in some phases: there the loss needs a term for them. */
    private void requireLabeledTerms(double aloneFrom) {
        lacking(aloneFrom, 1, ObjectiveChecks::isForLabeledRows)
                .ifPresent(
                        stretch -> refuse(stretch.words() + "no term with a weight above 0 is for labeled rows, which"
                                + " generation 0, controls, specialists, fine-tuning, train-resolution and transfer-set: labeled"
                                + " train on alone; add cross-entropy"));
    }

    private static boolean isForLabeledRows(ObjectiveTerm term) {
        return term.rows() != Rows.UNLABELED;
    }

    private void requirePseudoLabeledTerms() {
        if (recipe.phases().fineTuning() != null) {
            lacking(0, recipe.phases().jointShare(), term -> term.rows() != Rows.LABELED)
                    .ifPresent(stretch -> refuse(stretch.words() + "no term with a weight above 0 is for pseudo-labeled"
                            + " rows, which come alone before fine-tuning; add pseudo-labels or online-labels"));
        }
    }

    /** At the served resolution classifier and last normalization alone are trained, which come after the features. */
    private void requireTermsOfLogits() {
        double from = recipe.phases().servedFrom();
        boolean endsWithFeatures = stretches.stream()
                .anyMatch(stretch -> stretch.meets(from, 1)
                        && isOn(stretch, ObjectiveChecks::isForLabeledRows)
                        && !isOn(stretch, term -> isForLabeledRows(term) && !(term instanceof FeatureDistillation)));
        if (endsWithFeatures) {
            refuse("labeled rows have no term with a weight above 0 but terms that compare values, and train-resolution"
                    + " ends with the classifier alone; add cross-entropy");
        }
    }

    private void requireConfidence(int classes) {
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i) instanceof ObjectiveTerm.VirtualTeacher virtual && virtual.confidence() * classes <= 1) {
                pipeline.problems()
                        .add(path + ".objective[" + i + "].virtual-teacher.confidence: " + virtual.confidence()
                                + " makes no class more probable than the others of " + classes
                                + "; give a number above 1/" + classes);
            }
        }
    }

    /** A stored distribution that was cut cannot be raised to another temperature. */
    private void requireWholeLabels(int classes) {
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i) instanceof ObjectiveTerm.PseudoLabels stored
                    && isTempered(stored.form())
                    && classes > LabelingConfig.WHOLE_CLASSES) {
                String key = recipe.objective().terms() == null
                        ? ".temperature"
                        : ".objective[" + i + "].pseudo-labels.temperature";
                pipeline.problems()
                        .add(path + key + ": " + stored.form().temperature() + " takes whole distributions, and of "
                                + classes + " classes labels keep the " + LabelingConfig.KEPT_CLASSES
                                + " most probable; give 1, or soft-targets or online-labels, which take the teacher"
                                + " in every step");
            }
        }
    }

    private static boolean isTempered(LabelForm form) {
        return form.softLabels() && form.temperature() != 1;
    }

    private void requireWeight() {
        lacking(0, 1, term -> true)
                .ifPresent(stretch -> refuse(stretch.words() + "all weights are 0, so that nothing is learned; give a"
                        + " term a weight above 0" + (stretch.isWhole() ? "" : " there")));
    }

    /** A training that ends early may never come to a later stage, or ends in the one that teaches the classifier nothing. */
    private void requireWeightsFromTheStart() {
        if (recipe.earlyStopping() == null) {
            return;
        }
        for (int i = 0; i < terms.size(); i++) {
            Weight weight = terms.get(i).weight();
            if (weight.start() > 0 && weight.at(0) == 0) {
                pipeline.problems()
                        .add(path + ".early-stopping: objective[" + i + "]."
                                + terms.get(i).termName()
                                + " has no weight before " + weight.start()
                                + " of the steps, which a training that ends"
                                + " early may not reach; give early-stopping none, or weights from the first step on");
            }
        }
    }

    /** The first stretch of a part of the steps in which no term of a kind is on; if there never is one, all of them. */
    private Optional<Stretch> lacking(double from, double to, Predicate<ObjectiveTerm> kind) {
        return stretches.stream()
                .filter(stretch -> stretch.meets(from, to) && !isOn(stretch, kind))
                .findFirst()
                .map(first -> stretches.stream().anyMatch(stretch -> isOn(stretch, kind)) ? first : Stretch.WHOLE);
    }

    private boolean isOn(Stretch stretch, Predicate<ObjectiveTerm> kind) {
        return terms.stream().anyMatch(term -> kind.test(term) && stretch.has(term));
    }

    /** Whether a term has no weight in any step. */
    static boolean isOff(ObjectiveTerm term) {
        Weight weight = term.weight();
        boolean isEmpty = term instanceof Distillation.Decoupled parts && parts.alpha() == 0 && parts.beta() == 0;
        return isEmpty || (weight instanceof Weight.Changing changing ? changing.highest() : weight.at(0)) == 0;
    }

    /** A batch holds one kind of views. */
    private void requireOneView() {
        Optional<ObjectiveTerm> distilling = distilling();
        if (distilling.isPresent() && terms.stream().anyMatch(ObjectiveTerm.OnlineLabels.class::isInstance)) {
            refuse(distilling.get().termName() + " shows the teacher the student's own images, and online-labels"
                    + " another view of them; give only one of them");
        }
    }

    private void requirePairs() {
        for (int i = 0; i < terms.size(); i++) {
            if (!(terms.get(i) instanceof FeatureDistillation compared)) {
                continue;
            }
            int student = count(compared.features().student());
            int teacher = count(compared.features().teacher());
            if (student != teacher) {
                pipeline.problems()
                        .add(path + ".objective[" + i + "]." + terms.get(i).termName() + ": student names " + student
                                + " values and teacher " + teacher + "; name as many of both, or none of either");
            }
        }
    }

    private static int count(@Nullable List<String> names) {
        return names == null ? 0 : names.size();
    }

    private void requireNoTeacher() {
        distilling()
                .ifPresent(term -> refuse("generation 0 has no teacher, which " + term.termName()
                        + " learns from; give this term in a later recipe, and here cross-entropy"));
    }

    private Optional<ObjectiveTerm> distilling() {
        return terms.stream().filter(Distillation.class::isInstance).findFirst();
    }
}
