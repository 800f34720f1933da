package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.Phases.FineTuning;
import io.noisystudent.contracts.config.Phases.TrainResolution;
import io.noisystudent.contracts.event.Ensemble;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What no key can say alone. */
final class CrossChecks {
    private static final double SUM_TOLERANCE = 1e-6;
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}|[a-z0-9][a-z0-9._-]{0,62}");

    private final Predicate<String> knownNetwork;

    CrossChecks(Predicate<String> knownNetwork) {
        this.knownNetwork = knownNetwork;
    }

    /** Notes what is wrong with the values of a section together. */
    void check(Record read, Section section) {
        if (read instanceof SplitShares splits) {
            requireSum(splits, section);
        } else if (read instanceof SelectionConfig selection) {
            requireTargetToGrow(selection, section);
        } else if (read instanceof Noise.RandomResizedCrop part) {
            requireOrder(part, section);
        } else if (read instanceof Noise.Mix mix) {
            requireMixing(mix, section);
        } else if (read instanceof Weight.Changing weight) {
            requireOrder(weight, section);
            requireStepsOutside(weight, section);
        } else if (read instanceof Recipe recipe) {
            requireNetwork(recipe, section);
            requireOneLength(section);
            requireTimeToLearn(recipe, section);
            requireOnePhase(recipe, section);
            requireEqualParts(recipe, section);
            requireVersion(recipe, section);
            BackboneChecks.check(recipe, section);
        } else if (read instanceof PipelineConfig pipeline) {
            requireClassesOnce(section);
            requireTeachers(pipeline, section);
            requireWarmStarts(pipeline.recipes(), section);
            ObjectiveChecks.check(pipeline, section);
            CurriculumChecks.check(pipeline, section);
            OmissionChecks.check(pipeline, section);
            requireMembers(pipeline, section);
            requireValidation(pipeline, section);
        }
    }

    private static void requireSum(SplitShares splits, Section section) {
        double sum = splits.train() + splits.validation() + splits.test();
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            section.problems()
                    .add(section.path("train") + ", validation and test: " + splits.train() + " + "
                            + splits.validation() + " + " + splits.test() + " is not 1; give shares that sum to 1");
        }
    }

    private static void requireTargetToGrow(SelectionConfig selection, Section section) {
        if (selection.growth() != 1 && selection.perClass() == SelectionConfig.AUTO) {
            section.problems()
                    .add(section.path("growth") + ": there is no number that could grow; give per-class one, such as"
                            + " 100");
        }
    }

    private static void requireOrder(Noise.RandomResizedCrop part, Section section) {
        requireOrder("area", part.minArea(), part.maxArea(), section);
        requireOrder("aspect", part.minAspect(), part.maxAspect(), section);
    }

    private static void requireOrder(String what, double least, double largest, Section section) {
        if (least > largest) {
            section.problems()
                    .add(section.path("min-" + what) + ": " + least + " is above max-" + what + ", " + largest
                            + "; give the smaller one first");
        }
    }

    private static void requireMixing(Noise.Mix mix, Section section) {
        if (mix.mixup() == 0 && mix.cutmix() == 0) {
            section.problems()
                    .add(section.path("mixup") + ": with cutmix 0 too, nothing is mixed; give one of them an alpha, or"
                            + " mix none");
        }
    }

    private static void requireOrder(Weight.Changing weight, Section section) {
        if (weight.start() > weight.end()) {
            section.problems()
                    .add(section.path("start") + ": " + weight.start() + " comes after end, " + weight.end()
                            + "; give shares of the steps in their order");
        }
    }

    /** A weight that no step would have. */
    private static void requireStepsOutside(Weight.Changing weight, Section section) {
        if (weight.start() == 0 && !weight.before().equals(weight.from())) {
            section.problems()
                    .add(section.path("before") + ": no step comes before start, 0; give a larger start, or no before");
        }
        if (weight.end() == 1 && !weight.after().equals(weight.to())) {
            section.problems()
                    .add(section.path("after") + ": no step comes after end, 1; give a smaller end, or no after");
        }
    }

    private void requireNetwork(Recipe recipe, Section section) {
        String network = recipe.network();
        if (!network.isEmpty() && recipe.hasBuilder() && !knownNetwork.test(network)) {
            section.scalar("network")
                    .ifPresent(given -> given.refuse("a network that can be built: this one is unknown"));
        }
    }

    private static void requireVersion(Recipe recipe, Section section) {
        Optional<String> version = recipe.registeredVersion();
        if (version.isPresent() && !VERSION.matcher(version.get()).matches()) {
            section.scalar("network")
                    .ifPresent(given -> given.refuse("version: with a number, such as version:1, or with an alias"));
        }
        if (version.isPresent() && recipe.optimizer().warmStart()) {
            section.problems()
                    .add(section.path("warm-start") + ": " + recipe.network() + " begins with the weights of that"
                            + " version; give false, or network: teacher for those of the teacher");
        }
    }

    private static void requireOneLength(Section section) {
        if (section.has("epochs") == section.has("steps")) {
            section.problems()
                    .add(section.path("epochs") + ": give either epochs or steps, "
                            + (section.has("epochs") ? "not both" : "neither is there"));
        }
    }

    private static void requireTimeToLearn(Recipe recipe, Section section) {
        FineTuning fineTuning = recipe.phases().fineTuning();
        TrainResolution resolution = recipe.phases().trainResolution();
        if (fineTuning != null && resolution != null && fineTuning.share() + resolution.share() >= 1) {
            section.problems()
                    .add(section.path("fine-tuning") + ".share: is " + fineTuning.share() + ", and "
                            + section.path("train-resolution") + ".share is " + resolution.share()
                            + "; together they must be below 1, the rest is the training before");
        }
    }

    /** Where a training ends early, what should follow its last step never comes. */
    private static void requireOnePhase(Recipe recipe, Section section) {
        if (recipe.earlyStopping() != null && !recipe.phases().equals(Phases.JOINT)) {
            section.problems()
                    .add(section.path("early-stopping") + ": fine-tuning and train-resolution follow after a fixed"
                            + " number of steps; give none for one or the other");
        }
    }

    private static void requireEqualParts(Recipe recipe, Section section) {
        int parts = recipe.optimizer().parts();
        if (recipe.batchSize() % parts != 0) {
            section.problems()
                    .add(section.path("accumulate") + ": a batch-size of " + recipe.batchSize()
                            + " cannot be split into " + parts + " equal parts; give a divisor of it");
        }
    }

    private static void requireClassesOnce(Section pipeline) {
        Set<String> seen = new HashSet<>();
        pipeline.scalar("classes").flatMap(Scalar::entries).orElse(List.of()).stream()
                .filter(name -> name.text() != null && !seen.add(name.text()))
                .forEach(name -> name.refuse("every class once: this one is there before"));
    }

    /** The network of the teacher needs a teacher, and comes with its weights. */
    private static void requireTeachers(PipelineConfig config, Section pipeline) {
        for (int i = 0; i < config.recipes().size(); i++) {
            Recipe recipe = config.recipes().get(i);
            String path = pipeline.path("recipes[" + i + "]");
            if (!recipe.takesTeachersNetwork()) {
                continue;
            }
            if (i == 0 && config.curriculum().kind().trainsFirstTeacher()) {
                pipeline.problems()
                        .add(path + ".network: generation 0 has no teacher; name a network here, and the teacher's"
                                + " in a later recipe");
            } else if (!recipe.optimizer().warmStart()) {
                pipeline.problems().add(path + ".warm-start: the teacher's network comes with its weights; give true");
            }
        }
    }

    private static void requireValidation(PipelineConfig config, Section pipeline) {
        for (int i = 0; i < config.recipes().size(); i++) {
            if (config.recipes().get(i).earlyStopping() != null
                    && config.splits().validation() == 0) {
                pipeline.problems()
                        .add(pipeline.path("recipes[" + i + "].early-stopping")
                                + ": splits.validation is 0, so that there"
                                + " is nothing to evaluate; give the split a share, or none here");
            }
        }
    }

    /** An ensemble has several students, and may become the teacher, whose weights fit no network that has a name. */
    private static void requireMembers(PipelineConfig config, Section pipeline) {
        if (!config.curriculum().ensemble()) {
            return;
        }
        if (config.curriculum().studentsPerGeneration() == 1) {
            pipeline.problems()
                    .add(pipeline.path("curriculum.ensemble") + ": 1 student makes no ensemble; give"
                            + " students-per-generation 2 or more, or false");
        }
        if (config.curriculum().studentsPerGeneration() > Ensemble.MOST_MEMBERS) {
            pipeline.problems()
                    .add(pipeline.path("curriculum.ensemble") + ": "
                            + config.curriculum().studentsPerGeneration() + " students are more than the "
                            + Ensemble.MOST_MEMBERS + " that an ensemble may have; give fewer"
                            + " students-per-generation, or false");
        }
        for (int i = 0; i < config.recipes().size(); i++) {
            if (config.recipes().get(i).optimizer().warmStart()) {
                pipeline.problems()
                        .add(pipeline.path("recipes[" + i + "].warm-start") + ": the teacher may be an ensemble, with"
                                + " whose weights no network begins; give false, or curriculum.ensemble: false");
            }
        }
    }

    /** The weights of one network fit no other. */
    private static void requireWarmStarts(List<Recipe> recipes, Section pipeline) {
        for (int i = 1; i < recipes.size(); i++) {
            String teacher = recipes.get(i - 1).network();
            String student = recipes.get(i).network();
            boolean unknown =
                    recipes.get(i).takesTeachersNetwork() || !recipes.get(i - 1).hasBuilder();
            if (recipes.get(i).optimizer().warmStart() && !unknown && !student.equals(teacher)) {
                pipeline.problems()
                        .add(pipeline.path("recipes[" + i + "].warm-start") + ": the recipe before trains '" + teacher
                                + "', whose weights do not fit '" + student + "'; give false or the same network");
            }
        }
    }
}
