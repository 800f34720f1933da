package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.CurriculumKind.Specialists;

/** Whether there can be specialists, and whether their recipe is one that they can be trained with. */
final class SpecialistsChecks {
    private final PipelineConfig config;
    private final Section pipeline;
    private final Specialists kind;
    private final int first;

    private SpecialistsChecks(PipelineConfig config, Specialists kind, Section pipeline) {
        this.config = config;
        this.pipeline = pipeline;
        this.kind = kind;
        this.first = kind.trainsFirstTeacher() ? 1 : 0;
    }

    static void check(PipelineConfig config, Specialists kind, Section pipeline) {
        SpecialistsChecks checks = new SpecialistsChecks(config, kind, pipeline);
        checks.requireClusters();
        checks.requireOneOfEach();
        if (config.recipes().size() != checks.first + 1) {
            checks.refuse(
                    "recipes",
                    (checks.first == 0
                                    ? "the generalist is the version that curriculum.kind names, so that no recipe is its own; "
                                    : "the first recipe is that of a first generalist; ")
                            + "give that of the specialists " + (checks.first == 0 ? "alone" : "behind it") + ", not "
                            + config.recipes().size() + " recipes");
            return;
        }
        checks.requireNetwork();
        checks.requireNoTeacher();
        checks.requireAllClasses();
    }

    private void refuse(String key, String problem) {
        pipeline.problems().add(pipeline.path(key) + ": " + problem);
    }

    private void refuseRecipe(String key, String problem) {
        refuse("recipes[" + first + "]." + key, problem);
    }

    private Recipe recipe() {
        return config.recipes().get(first);
    }

    private void requireClusters() {
        int most = config.classes().size() / 2;
        if (kind.clusters() > most) {
            refuse(
                    "curriculum.kind.specialists.clusters",
                    kind.clusters() + " clusters of " + config.classes().size() + " classes; "
                            + (most < 2
                                    ? "specialists take 4 classes or more, so give another kind"
                                    : "classes that are confused belong together, so give 2 to " + most));
        }
    }

    private void requireOneOfEach() {
        int students = config.curriculum().studentsPerGeneration();
        if (students != 1) {
            refuse(
                    "curriculum.students-per-generation",
                    "is " + students + ", and each cluster gets one specialist; give 1");
        }
    }

    private void requireNetwork() {
        String network = recipe().network();
        String own = "specialists begin with the weights of their generalist in a network with fewer outputs; ";
        if (!recipe().hasBuilder()) {
            refuseRecipe("network", own + "name the generalist's network");
        } else if (first == 1 && !network.equals(config.recipes().get(0).network())) {
            refuseRecipe(
                    "network",
                    "is '" + network + "' and that of the first recipe '"
                            + config.recipes().get(0).network() + "'; " + own + "name the same");
        }
    }

    /** A generalist has other outputs than its specialists. */
    private void requireNoTeacher() {
        if (recipe().needsTeacher()) {
            refuseRecipe(
                    "objective",
                    "a term learns from a teacher, whose classes are not those of a specialist; give cross-entropy");
        }
    }

    private void requireAllClasses() {
        if (!recipe().omitted().isEmpty()) {
            refuseRecipe("omit-classes", "each class has a specialist, which needs its images; give none");
        }
    }
}
