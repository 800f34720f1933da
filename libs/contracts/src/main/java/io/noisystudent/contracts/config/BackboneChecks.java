package io.noisystudent.contracts.config;

/** What the keys of a backbone's training cannot say alone. */
final class BackboneChecks {
    private final Recipe recipe;
    private final BackboneConfig backbone;
    private final Section section;

    private BackboneChecks(Recipe recipe, Section section) {
        this.recipe = recipe;
        this.backbone = recipe.optimizer().backboneTraining();
        this.section = section;
    }

    /** Notes what is wrong with the keys of a recipe together. */
    static void check(Recipe recipe, Section section) {
        BackboneChecks checks = new BackboneChecks(recipe, section);
        checks.requireLearnedWeights();
        checks.requireFrozenPart();
        checks.requireMovingBackbone();
        checks.requireOneSequence();
    }

    private void refuse(String key, String problem) {
        section.problems().add(section.path(key) + ": " + problem);
    }

    private void requireLearnedWeights() {
        if (recipe.beginsWithLearnedWeights() || backbone.equals(BackboneConfig.NONE)) {
            return;
        }
        if (backbone.freeze() != null) {
            refuse(
                    "freeze",
                    "fresh weights would stay as they were drawn; give warm-start: true, a registered network, or none");
        }
        if (Boolean.TRUE.equals(backbone.freezeStatistics())) {
            refuse(
                    "freeze-statistics",
                    "fresh statistics fit no images; give warm-start: true, a registered network, or auto");
        }
    }

    private void requireFrozenPart() {
        if (backbone.freeze() == null && backbone.thawAfter() != null) {
            refuse("thaw-after", "nothing is frozen; give freeze: backbone, or none here");
        }
    }

    private void requireMovingBackbone() {
        boolean stays = backbone.freeze() instanceof Freeze.Backbone && backbone.thawAfter() == null;
        if (stays && backbone.backboneLearningRate() != null) {
            refuse(
                    "backbone-learning-rate",
                    "freeze: backbone leaves nothing to which it applies; give thaw-after, or none");
        }
        if (stays && backbone.layerDecay() != null) {
            refuse("layer-decay", "freeze: backbone leaves nothing to which it applies; give thaw-after, or none");
        }
    }

    private void requireOneSequence() {
        if (backbone.thawAfter() != null && recipe.phases().fineTuning() != null) {
            refuse("thaw-after", "fine-tuning divides the same steps in another way; give none for one or the other");
        }
        if (backbone.thawAfter() != null && recipe.earlyStopping() != null) {
            refuse(
                    "thaw-after",
                    "early-stopping may end the training before that step; give none for one or the other");
        }
        Phases.TrainResolution resolution = recipe.phases().trainResolution();
        if (backbone.thawAfter() != null
                && resolution != null
                && backbone.thawAfter() >= recipe.phases().servedFrom()) {
            refuse(
                    "thaw-after",
                    "is " + backbone.thawAfter() + ", and train-resolution.share leaves "
                            + recipe.phases().servedFrom() + " of the steps before it; give less");
        }
    }
}
