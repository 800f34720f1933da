package io.noisystudent.contracts.config;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One classification problem and its policies: the content of {@code pipeline.yaml}, checked and with every default
 * filled in.
 */
public record PipelineConfig(
        @Key(
                allowed = "[a-z0-9][a-z0-9-]{0,62}",
                give = "1 to 63 lower-case letters, digits and hyphens that do not begin with a hyphen",
                doc = "prefix of the topics, name of the registered model")
        String name,

        @Key(doc = "size to which every image is brought") ImageShape image,

        @Key(
                defaultValue = "crop",
                doc =
                        "how images of another aspect are brought to this size, in training, labeling and inference alike:"
                                + " `crop` keeps the aspect and leaves out what is beside the largest part in the middle, `stretch`"
                                + " distorts; a version is always served as it was trained")
        Resize resize,

        @Key(
                allowed = CLASS_NAME,
                least = 2,
                give = "a list of at least two class names",
                each = "a name without comma or surrounding blanks",
                doc = "in the order of the network's outputs; never change it: another list of classes is"
                        + " another pipeline, with a `name` of its own")
        List<String> classes,

        @Key(doc = "what labeled samples without the header `split` are for, by a stable hash of their key")
        SplitShares splits,

        @Key(doc = "sizes of the pipeline's topics") TopicConfig topics,

        @Key(doc = "when generations open and when the loop stops")
        CurriculumConfig curriculum,

        @Key(doc = "how the log is labeled") LabelingConfig labeling,

        @Key(doc = "which pseudo-labels enter a training") SelectionConfig selection,

        @Key(doc = "how the registry decides whether a candidate becomes the teacher")
        GateConfig gate,

        @Key(
                least = 1,
                give = "a list of at least one recipe, for example [{network: wrn-10-1, epochs: 30}]",
                doc = "generation 0 uses the first, each later one the next; the last repeats")
        List<Recipe> recipes) {
    /** What a class may be named. */
    static final String CLASS_NAME = "[^,\\p{javaWhitespace}]([^,]*[^,\\p{javaWhitespace}])?";

    public PipelineConfig {
        classes = List.copyOf(classes);
        recipes = List.copyOf(recipes);
    }

    /** What makes images, labels and networks fit each other. */
    public PipelineSignature signature() {
        return new PipelineSignature(image, classes);
    }

    /** The recipe of a generation: the n-th, or the last one when there are fewer. */
    public Recipe recipe(int generation) {
        return recipes.get(Math.min(generation, recipes.size() - 1));
    }

    /** The recipes of students that are trained together, in their order: the last of the students' repeats. */
    public List<Recipe> cohort(CurriculumKind.MutualLearning kind) {
        int first = kind.trainsFirstTeacher() ? 1 : 0;
        return IntStream.range(0, kind.students())
                .mapToObj(student -> recipe(first + student))
                .toList();
    }

    /**
     * The recipe of a control: a student's batches, noise and loss, but the first recipe's optimizer, the one that was
     * chosen for labels alone: a student's rate allows for the loss of its pseudo-labeled rows. Where the student's loss
     * has terms of {@link Distillation}, the control has the first recipe's loss: what would be left of the student's
     * has a weight that was chosen beside them, or is nothing. What the student leaves frozen, the control does too, if it
     * begins with learned weights.
     *
     * <p>In a kind that {@linkplain CurriculumKind#comparesStudentAlone() compares a student alone}, the recipe before it is
     * that of another network: the control has the student's optimizer, and the cross entropy of the labels alone.
     *
     * @param network of the control
     * @param warmStart whether it begins with the weights of a version
     */
    public Recipe control(Recipe student, String network, boolean warmStart, int steps) {
        boolean isAlone = curriculum.kind().comparesStudentAlone();
        boolean isLearned = warmStart || network.startsWith(Recipe.REGISTERED);
        BackboneConfig backbone = isLearned ? student.optimizer().backboneTraining() : BackboneConfig.NONE;
        OptimizerConfig optimizer = isAlone ? student.optimizer() : recipe(0).optimizer();
        return (isAlone ? student.withoutTeacher() : untaught(student))
                .withNetwork(network)
                .withOptimizer(optimizer.withWarmStart(warmStart).withBackbone(backbone))
                .withEarlyStopping(null)
                .withSteps(steps);
    }

    private Recipe untaught(Recipe student) {
        return student.distills() ? student.withObjective(recipe(0).objective()) : student;
    }
}
