package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What no term of a loss can say alone. */
final class ObjectiveChecks {
    private final Section pipeline;
    private final String path;
    private final List<ObjectiveTerm> terms;

    private ObjectiveChecks(Section pipeline, int recipe, List<ObjectiveTerm> terms) {
        this.pipeline = pipeline;
        this.path = pipeline.path("recipes[" + recipe + "].objective");
        this.terms = terms;
    }

    /** Notes what is wrong with the losses of all recipes. */
    static void check(PipelineConfig config, Section pipeline) {
        for (int i = 0; i < config.recipes().size(); i++) {
            Recipe recipe = config.recipes().get(i);
            boolean isOfControl = !config.curriculum().control().isOff() && !recipe.distills();
            CurriculumKind kind = config.curriculum().kind();
            boolean isFirst = i == 0 && kind.trainsFirstTeacher();
            boolean isAlone = isFirst || kind.transferSet() == CurriculumKind.TransferSet.LABELED;
            ObjectiveChecks checks = new ObjectiveChecks(pipeline, i, recipe.objectiveTerms());
            checks.requireLabeledTerms(
                    isAlone || isOfControl || !recipe.phases().equals(Phases.JOINT));
            checks.requirePseudoLabeledTerms(recipe.phases().fineTuning() != null);
            checks.requireTermsOfLogits(recipe.phases().trainResolution() != null);
            checks.requireConfidence(config.classes().size());
            checks.requireWeight();
            checks.requireOneView();
            checks.requirePairs();
            if (isFirst) {
                checks.requireNoTeacher();
            }
        }
    }

    private void refuse(String problem) {
        pipeline.problems().add(path + ": " + problem);
    }

    /** Labeled rows are alone in generation 0, in controls and in some phases: there the loss needs a term for them. */
    private void requireLabeledTerms(boolean areAlone) {
        if (areAlone && terms.stream().noneMatch(ObjectiveChecks::learnsFromLabeledRows)) {
            refuse("no term with a weight above 0 is for labeled rows, which generation 0, controls, fine-tuning,"
                    + " train-resolution and transfer-set: labeled train on alone; add cross-entropy");
        }
    }

    private static boolean learnsFromLabeledRows(ObjectiveTerm term) {
        return term.rows() != Rows.UNLABELED && !isOff(term);
    }

    private void requirePseudoLabeledTerms(boolean beforeFineTuning) {
        if (beforeFineTuning && terms.stream().allMatch(term -> term.rows() == Rows.LABELED || isOff(term))) {
            refuse("no term with a weight above 0 is for pseudo-labeled rows, which come alone before fine-tuning; add"
                    + " pseudo-labels or online-labels");
        }
    }

    /** At the served resolution classifier and last normalization alone are trained, which come after the features. */
    private void requireTermsOfLogits(boolean endsWithClassifier) {
        List<ObjectiveTerm> ofLabeledRows =
                terms.stream().filter(ObjectiveChecks::learnsFromLabeledRows).toList();
        if (endsWithClassifier
                && !ofLabeledRows.isEmpty()
                && ofLabeledRows.stream().allMatch(FeatureDistillation.class::isInstance)) {
            refuse("labeled rows have no term with a weight above 0 but terms that compare values, and train-resolution"
                    + " ends with the classifier alone; add cross-entropy");
        }
    }

    private void requireConfidence(int classes) {
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i) instanceof ObjectiveTerm.VirtualTeacher virtual && virtual.confidence() * classes <= 1) {
                pipeline.problems()
                        .add(path + "[" + i + "].virtual-teacher.confidence: " + virtual.confidence()
                                + " makes no class more probable than the others of " + classes
                                + "; give a number above 1/" + classes);
            }
        }
    }

    private void requireWeight() {
        if (terms.stream().allMatch(ObjectiveChecks::isOff)) {
            refuse("all weights are 0, so that nothing is learned; give a term a weight above 0");
        }
    }

    /** Whether a term has no weight in the loss. */
    static boolean isOff(ObjectiveTerm term) {
        return term.weight() == 0
                || (term instanceof Distillation.Decoupled decoupled
                        && decoupled.alpha() == 0
                        && decoupled.beta() == 0);
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
                        .add(path + "[" + i + "]." + terms.get(i).termName() + ": student names " + student
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
