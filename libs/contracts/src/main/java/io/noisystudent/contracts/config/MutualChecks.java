package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.CurriculumKind.MutualLearning;
import io.noisystudent.contracts.config.CurriculumKind.TransferSet;
import io.noisystudent.contracts.config.ObjectiveTerm.Mutual;
import io.noisystudent.contracts.config.ObjectiveTerm.Rows;
import io.noisystudent.contracts.config.ObjectiveTerm.Update;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether recipes learn from peers where there are peers, and nowhere else. */
final class MutualChecks {
    private final PipelineConfig config;
    private final Section pipeline;
    private final MutualLearning kind;
    private final int first;

    private MutualChecks(PipelineConfig config, Section pipeline, MutualLearning kind) {
        this.config = config;
        this.pipeline = pipeline;
        this.kind = kind;
        this.first = kind.trainsFirstTeacher() ? 1 : 0;
    }

    /** Notes what is wrong with terms that learn from peers, and with recipes of students that have some. */
    static void check(PipelineConfig config, Section pipeline) {
        List<Recipe> recipes = config.recipes();
        int firstStudent = recipes.size();
        if (config.curriculum().kind() instanceof MutualLearning kind) {
            MutualChecks checks = new MutualChecks(config, pipeline, kind);
            firstStudent = checks.first;
            checks.requireOneTraining();
            for (int i = firstStudent; i < recipes.size(); i++) {
                checks.requireFelt(i);
                checks.requireNoTeacher(i);
                checks.requireSameBatches(i);
                checks.requireSameUpdate(i);
                checks.requireSameView(i);
            }
        }
        for (int i = 0; i < Math.min(firstStudent, recipes.size()); i++) {
            if (update(recipes.get(i)).isPresent()) {
                pipeline.problems()
                        .add(pipeline.path("recipes[" + i + "].objective") + ": mutual learns from students that are"
                                + " trained along, and there are none; drop the term here, or give"
                                + " curriculum.kind: mutual-learning for a student's recipe");
            }
        }
    }

    private void refuse(int index, String key, String problem) {
        pipeline.problems().add(pipeline.path("recipes[" + index + "]." + key) + ": " + problem);
    }

    private void requireOneTraining() {
        int students = config.curriculum().studentsPerGeneration();
        if (students != 1) {
            pipeline.problems()
                    .add(pipeline.path("curriculum.students-per-generation") + ": is " + students
                            + ", and mutual-learning counts its students itself; give 1, and"
                            + " kind: {mutual-learning: {students: " + Math.max(2, students) + "}}");
        }
    }

    private void requireFelt(int index) {
        if (config.recipes().get(index).objectiveTerms().stream()
                .noneMatch(term -> term instanceof Mutual && isFelt(term))) {
            refuse(
                    index,
                    "objective",
                    "no term mutual with a weight above 0 looks at images of the transfer set, so that this student"
                            + " learns nothing from the others; give"
                            + " [{cross-entropy: {label-smoothing: 0}}, mutual]");
        }
    }

    private boolean isFelt(ObjectiveTerm term) {
        return !ObjectiveChecks.isOff(term) && (kind.transferSet() == TransferSet.ALL || term.rows() != Rows.UNLABELED);
    }

    private void requireNoTeacher(int index) {
        Recipe recipe = config.recipes().get(index);
        if (kind.transferSet() == TransferSet.LABELED && recipe.needsTeacher()) {
            refuse(
                    index,
                    "objective",
                    "a term learns from a teacher, which mutual-learning on labeled images alone has not; drop it, or"
                            + " give transfer-set: all");
        }
    }

    private void requireSameBatches(int index) {
        SharedBatches.difference(config.recipes().get(first), config.recipes().get(index))
                .ifPresent(key -> refuse(
                        index,
                        key,
                        "is not that of recipes[" + first + "]; students that learn from each other see the same"
                                + " images in the same steps, so give the same here"));
    }

    private void requireSameUpdate(int index) {
        Optional<Update> ours = update(config.recipes().get(first));
        Optional<Update> own = update(config.recipes().get(index));
        if (ours.isPresent() && own.isPresent() && !ours.equals(own)) {
            refuse(
                    index,
                    "objective",
                    "mutual has update: " + words(own.get()) + ", and recipes[" + first + "] "
                            + words(ours.get()) + "; students move all at once or one after the other, so give"
                            + " the same");
        }
    }

    /** A batch holds one kind of views for all of its students. */
    private void requireSameView(int index) {
        Optional<ObjectiveTerm> own = asking(config.recipes().get(index));
        for (int before = first; before < index; before++) {
            Optional<ObjectiveTerm> other = asking(config.recipes().get(before));
            if (own.isPresent() && other.isPresent() && showsOtherView(own.get()) != showsOtherView(other.get())) {
                refuse(
                        index,
                        "objective",
                        own.get().termName() + " shows the teacher " + shown(own.get()) + ", and recipes[" + before
                                + "] with " + other.get().termName() + " " + shown(other.get())
                                + "; students that learn from each other share a batch, so give only one of them");
                return;
            }
        }
    }

    /** The first term that asks a teacher; all of a recipe show it the same. */
    private static Optional<ObjectiveTerm> asking(Recipe recipe) {
        return recipe.objectiveTerms().stream()
                .filter(term -> term instanceof Distillation || showsOtherView(term))
                .findFirst();
    }

    private static boolean showsOtherView(ObjectiveTerm term) {
        return term instanceof ObjectiveTerm.OnlineLabels;
    }

    private static String shown(ObjectiveTerm term) {
        return showsOtherView(term) ? "another view of the images" : "the students' own images";
    }

    private static String words(Update update) {
        return update.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Update> update(Recipe recipe) {
        return recipe.objectiveTerms().stream()
                .filter(Mutual.class::isInstance)
                .map(term -> ((Mutual) term).update())
                .findFirst();
    }
}
