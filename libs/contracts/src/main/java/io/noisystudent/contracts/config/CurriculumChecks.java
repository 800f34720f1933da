package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.CurriculumKind.BornAgain;
import io.noisystudent.contracts.config.CurriculumKind.LabelRefinery;
import io.noisystudent.contracts.config.CurriculumKind.MutualLearning;
import io.noisystudent.contracts.config.CurriculumKind.NoisyStudent;
import io.noisystudent.contracts.config.CurriculumKind.OneStudent;
import io.noisystudent.contracts.config.CurriculumKind.Specialists;
import io.noisystudent.contracts.config.CurriculumKind.TeacherAssistant;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.event.Ensemble;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Whether the recipes are those of a curriculum with a teacher in every step. */
final class CurriculumChecks {
    private final PipelineConfig config;
    private final Section pipeline;
    private final CurriculumKind kind;
    private final int first;

    private CurriculumChecks(PipelineConfig config, Section pipeline) {
        this.config = config;
        this.pipeline = pipeline;
        this.kind = config.curriculum().kind();
        this.first = kind.trainsFirstTeacher() ? 1 : 0;
    }

    /** Notes what is wrong with the recipes of such a curriculum; of Noisy Student nothing is. */
    static void check(PipelineConfig config, Section pipeline) {
        MutualChecks.check(config, pipeline);
        if (config.curriculum().kind() instanceof Specialists specialists) {
            SpecialistsChecks.check(config, specialists, pipeline);
            return;
        }
        if (config.curriculum().kind() instanceof NoisyStudent) {
            return;
        }
        CurriculumChecks checks = new CurriculumChecks(config, pipeline);
        checks.requireBuiltNetworks();
        checks.requireRecipes();
        checks.requireEnd();
        checks.requireMembers();
        checks.requireNetworks();
        for (int i = checks.first; i < config.recipes().size(); i++) {
            if (!(checks.kind instanceof MutualLearning)) {
                checks.requireTaught(i);
            }
            checks.requireRows(i);
            checks.requireFreshWeights(i);
            checks.requireTeachersLabels(i);
        }
    }

    private void refuse(String key, String problem) {
        pipeline.problems().add(pipeline.path(key) + ": " + problem);
    }

    private String recipe(int index, String key) {
        return "recipes[" + index + "]." + key;
    }

    private void requireRecipes() {
        int given = config.recipes().size();
        String teachers = first == 0
                ? "the teacher is the version that curriculum.kind names, so that no recipe is the teacher's; "
                : "the first recipe is that of a first teacher; ";
        if (kind instanceof OneStudent && given != first + 1) {
            refuse(
                    "recipes",
                    teachers + "give the student's " + (first == 0 ? "alone" : "behind it") + ", not " + given
                            + " recipes");
        } else if (kind instanceof TeacherAssistant chain && given < first + chain.assistants() + 1) {
            refuse(
                    "recipes",
                    teachers + "give one for each network that may assist, at least " + chain.assistants()
                            + ", and the student's as the last; " + given + " are given");
        } else if (kind instanceof MutualLearning mutual) {
            requireStudents(given, mutual);
        } else if (given < first + 1) {
            refuse(
                    "recipes",
                    teachers + "give the students' behind it, for the same network, with a term that learns from a"
                            + " teacher, such as soft-targets");
        }
    }

    private void requireStudents(int given, MutualLearning mutual) {
        if (given < first + 1) {
            refuse(
                    "recipes",
                    "with transfer-set: all, the first recipe is that of a first teacher, which labels the log; give those"
                            + " of the students behind it");
        } else if (given > first + mutual.students()) {
            refuse(
                    "recipes",
                    "there are " + mutual.students() + " students, and " + (given - first)
                            + " recipes for them; give one for each at most, or more students");
        }
    }

    /** Kinds that count the students of a network know it by the name in the recipe. */
    private void requireBuiltNetworks() {
        for (int i = 0; i < config.recipes().size(); i++) {
            if (config.recipes().get(i).registeredVersion().isPresent()) {
                refuse(
                        recipe(i, "network"),
                        "a registered version begins students of the kind noisy-student alone; name a network that can"
                                + " be built, or give kind: noisy-student");
            }
        }
    }

    private void requireMembers() {
        if (kind instanceof BornAgain chain
                && chain.ensemble()
                && config.curriculum().maxGenerations() == 1) {
            refuse(
                    "curriculum.max-generations",
                    "1 student makes no ensemble; give 2 or more, or kind: {born-again: {ensemble: false}}");
        }
        if (kind instanceof BornAgain chain
                && chain.ensemble()
                && config.curriculum().maxGenerations() > Ensemble.MOST_MEMBERS) {
            refuse(
                    "curriculum.max-generations",
                    config.curriculum().maxGenerations() + " students are more than the " + Ensemble.MOST_MEMBERS
                            + " that an ensemble may have; give fewer, or kind: {born-again: {ensemble: false}}");
        }
    }

    private void requireEnd() {
        if (kind instanceof BornAgain && config.curriculum().maxGenerations() == 0) {
            refuse(
                    "curriculum.max-generations",
                    "0 is without end, and born-again networks are counted; give the number of students, such as 3");
        }
    }

    private void requireNetworks() {
        if (kind instanceof BornAgain || kind instanceof LabelRefinery) {
            requireOneNetwork();
        } else if (kind instanceof TeacherAssistant) {
            requireDifferentNetworks();
        }
    }

    private void requireOneNetwork() {
        String network = config.recipes().get(0).network();
        for (int i = 1; i < config.recipes().size(); i++) {
            String other = config.recipes().get(i).network();
            if (!other.equals(network)) {
                refuse(
                        recipe(i, "network"),
                        "is '" + other + "' and that of the first recipe '" + network + "'; " + kind.kindName()
                                + " trains one network, so name the same, or give kind: distillation");
            }
        }
    }

    private void requireDifferentNetworks() {
        Set<String> seen = new HashSet<>();
        for (int i = first; i < config.recipes().size(); i++) {
            String network = config.recipes().get(i).network();
            if (!seen.add(network)) {
                refuse(
                        recipe(i, "network"),
                        "'" + network + "' is there before; assistants and student are different networks, give each"
                                + " once");
            }
        }
    }

    private void requireTaught(int index) {
        Recipe student = config.recipes().get(index);
        if (student.objectiveTerms().stream().noneMatch(term -> term instanceof Distillation && isFelt(term))) {
            refuse(
                    recipe(index, "objective"),
                    kind.kindName() + " has a teacher in every step, from which no term with a weight above 0 learns"
                            + " on images of the transfer set; add soft-targets, or another term of"
                            + " docs/distillation.md");
        }
    }

    /** Whether a term has a weight and rows. */
    private boolean isFelt(ObjectiveTerm term) {
        return !ObjectiveChecks.isOff(term) && (kind.transferSet() == TransferSet.ALL || term.rows() != Rows.UNLABELED);
    }

    private void requireRows(int index) {
        List<ObjectiveTerm> listed = config.recipes().get(index).objective().terms();
        if (kind.transferSet() == TransferSet.ALL || listed == null) {
            return;
        }
        for (int i = 0; i < listed.size(); i++) {
            ObjectiveTerm term = config.recipes().get(index).objectiveTerms().get(i);
            if (term.rows() == Rows.UNLABELED && !ObjectiveChecks.isOff(term)) {
                refuse(
                        recipe(index, "objective[" + i + "]"),
                        term.termName() + " looks at unlabeled images, of which transfer-set: labeled has none; give"
                                + " transfer-set: all, or drop the term");
            }
        }
    }

    private void requireFreshWeights(int index) {
        Recipe student = config.recipes().get(index);
        if (kind instanceof OneStudent) {
            return;
        }
        String fresh = "students of " + kind.kindName() + " begin with fresh weights; ";
        if (student.takesTeachersNetwork()) {
            refuse(recipe(index, "network"), fresh + "name a network, since the teacher's comes with its weights");
        } else if (student.optimizer().warmStart()) {
            refuse(recipe(index, "warm-start"), fresh + "give false");
        }
    }

    /** A refinery has the teacher's labels in place of those that people gave. */
    private void requireTeachersLabels(int index) {
        if (!(kind instanceof LabelRefinery)) {
            return;
        }
        List<ObjectiveTerm> terms = config.recipes().get(index).objectiveTerms();
        Predicate<ObjectiveTerm> learnsLabels = term -> term instanceof ObjectiveTerm.CrossEntropy
                || term instanceof ObjectiveTerm.VirtualTeacher
                || term instanceof Distillation.ConfidenceWeighted
                || term instanceof Distillation.Decoupled;
        terms.stream()
                .filter(learnsLabels.and(term -> !ObjectiveChecks.isOff(term)))
                .findFirst()
                .ifPresent(term -> refuse(
                        recipe(index, "objective"),
                        term.termName() + " learns from labels that people gave, which label-refinery replaces"
                                + " by the teacher's; drop the term, or give kind: born-again"));
        if (terms.stream().noneMatch(this::refinesLabels)) {
            refuse(
                    recipe(index, "objective"),
                    "no soft-targets with a weight above 0 look at labeled images, whose labels label-refinery"
                            + " replaces; give {soft-targets: {temperature: 1, weight: 1, rows: all}}");
        }
    }

    private boolean refinesLabels(ObjectiveTerm term) {
        return term instanceof Distillation.SoftTargets
                && term.rows() != Rows.UNLABELED
                && !ObjectiveChecks.isOff(term);
    }
}
