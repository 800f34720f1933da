package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.config.ObjectiveTerm.LabelForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Everything that a training run needs besides data and seed.
 *
 * <p>Source of the method: Xie, Luong, Hovy, Le, "Self-training with Noisy Student improves ImageNet classification",
 * CVPR 2020 (arXiv 1911.04252). Length is given either in epochs or in steps of the optimizer: exactly one of them is set.
 *
 * @param epochs 0 if steps are given
 * @param steps 0 if epochs are given
 * @param phases nothing but joint training by default
 */
public record Recipe(
        @Key(
                allowed = "[\\s\\S]*\\S[\\s\\S]*",
                give = "the name of a network, for example wrn-10-1",
                doc = "what is trained; `teacher` is whatever network the teacher is, with its weights (it"
                        + " needs `warm-start: true`, and is not for the first recipe), `version:` and the number of"
                        + " a registered version, or an alias, that network with its weights: for networks that were"
                        + " [imported](#networks-made-elsewhere)")
        String network,

        @Key(
                allowed = "[1, 1000000]",
                defaultValue = Key.ALTERNATIVE,
                doc = "passes over the larger set, the labeled or the pseudo-labeled one; give either this"
                        + " or `steps`")
        int epochs,

        @Key(
                allowed = "[1, 100000000]",
                defaultValue = Key.ALTERNATIVE,
                doc = "steps of the optimizer; give either this or `epochs`")
        int steps,

        @Key(allowed = "[1, 65536]", defaultValue = "64", doc = "labeled rows per step")
        int batchSize,

        @Key(allowed = "[1, 1024]", defaultValue = "4", doc = "pseudo-labeled rows per labeled row")
        int unlabeledRatio,

        @Inline Objective objective,
        @Inline OptimizerConfig optimizer,

        @Key(
                or = {"none", "off", "false", "no"},
                doc = "noise on the student; the teacher never sees any")
        Noise noise,

        @Key(
                before = "noise",
                allowed = "[0, 1)",
                defaultValue = "0.99",
                doc = "decay of the average of the weights that is evaluated and exported")
        double movingAverageDecay,

        @Inline(before = "optimizer") @Nullable Phases phases,

        @Key(
                before = "batch-size",
                or = "none",
                defaultValue = "none",
                doc = "end when the held-out accuracy no longer rises, and give the best weights that were"
                        + " found; not beside `fine-tuning` or `train-resolution`")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        EarlyStopping earlyStopping,

        @Key(
                before = "batch-size",
                allowed = PipelineConfig.CLASS_NAME,
                or = "none",
                defaultValue = "none",
                least = 1,
                give = "a list of class names",
                each = "the name of a class",
                doc = "classes of which the student is shown no image: labeled ones of them are left out, and"
                        + " pseudo-labeled ones for which the teacher takes them; what it knows of them all the same is"
                        + " [in its report](curricula.md#a-class-left-out)")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        List<String> omitClasses) {
    /** The network that the teacher is, which may have been imported: there is no code that builds it. */
    public static final String TEACHERS_NETWORK = "teacher";

    /** Before the number or an alias of a registered version, with whose network and weights a student begins. */
    public static final String REGISTERED = "version:";

    public Recipe {
        requireNonNull(network, "network is null");
        requireNonNull(objective, "objective is null");
        requireNonNull(optimizer, "optimizer is null");
        requireNonNull(noise, "noise is null");
        phases = phases == null ? Phases.JOINT : phases;
        omitClasses = omitClasses == null || omitClasses.isEmpty() ? null : List.copyOf(omitClasses);
    }

    /** Names of the classes of which the student is shown no image. */
    public List<String> omitted() {
        return omitClasses == null ? List.of() : omitClasses;
    }

    /** Never null. */
    @Override
    public Phases phases() {
        return requireNonNull(phases, "phases");
    }

    /** Whether the student is of whatever network its teacher is. */
    public boolean takesTeachersNetwork() {
        return network.equals(TEACHERS_NETWORK);
    }

    /** The number or the alias of the registered version with whose network and weights the student begins, if it does. */
    public Optional<String> registeredVersion() {
        return network.startsWith(REGISTERED) ? Optional.of(network.substring(REGISTERED.length())) : Optional.empty();
    }

    /** Whether there is code that builds the network. */
    public boolean hasBuilder() {
        return !takesTeachersNetwork() && registeredVersion().isEmpty();
    }

    /** Whether the student begins with weights that were learned before. */
    public boolean beginsWithLearnedWeights() {
        return optimizer.warmStart() || registeredVersion().isPresent();
    }

    /** Whether the teacher takes part in every step, so that the training needs its network. */
    public boolean needsTeacher() {
        return objectiveTerms().stream()
                .anyMatch(term -> term instanceof Distillation || term instanceof ObjectiveTerm.OnlineLabels);
    }

    /** Whether a term of the loss is one of {@link Distillation}. */
    public boolean distills() {
        return objectiveTerms().stream().anyMatch(Distillation.class::isInstance);
    }

    /** The terms of the loss, those that are listed or those that the single keys stand for; every weight is set. */
    public List<ObjectiveTerm> objectiveTerms() {
        return Optional.ofNullable(objective.terms()).orElseGet(objective::listed).stream()
                .map(this::weighted)
                .toList();
    }

    /** The same recipe with the cross entropy of the labels in place of everything that the student learns from. */
    Recipe withoutTeacher() {
        double smoothing = objectiveTerms().stream()
                .filter(ObjectiveTerm.CrossEntropy.class::isInstance)
                .mapToDouble(term -> ((ObjectiveTerm.CrossEntropy) term).labelSmoothing())
                .findFirst()
                .orElse(0);
        return withObjective(Objective.of(List.of(new ObjectiveTerm.CrossEntropy(1, smoothing))));
    }

    private ObjectiveTerm weighted(ObjectiveTerm term) {
        if (term instanceof ObjectiveTerm.PseudoLabels stored) {
            return stored.weighted(unlabeledRatio);
        }
        if (term instanceof ObjectiveTerm.OnlineLabels online) {
            return online.weighted(unlabeledRatio);
        }
        return term;
    }

    /** The same recipe for another network. */
    public Recipe withNetwork(String other) {
        return with(other, steps, objective, optimizer, noise, phases(), earlyStopping);
    }

    /** The same recipe for exactly another number of optimizer steps. */
    public Recipe withSteps(int other) {
        return with(network, other, objective, optimizer.withTrainRatio(1), noise, phases(), earlyStopping);
    }

    /** The same recipe with another loss. */
    public Recipe withObjective(Objective other) {
        return with(network, steps, other, optimizer, noise, phases(), earlyStopping);
    }

    /** The same recipe with another optimizer. */
    public Recipe withOptimizer(OptimizerConfig other) {
        return with(network, steps, objective, other, noise, phases(), earlyStopping);
    }

    /** The same recipe with other noise. */
    public Recipe withNoise(Noise other) {
        return with(network, steps, objective, optimizer, other, phases(), earlyStopping);
    }

    /** The same recipe with other phases. */
    public Recipe withPhases(Phases other) {
        return with(network, steps, objective, optimizer, noise, other, earlyStopping);
    }

    /** The same recipe, ended when the held-out accuracy no longer rises; null never ends it early. */
    public Recipe withEarlyStopping(@Nullable EarlyStopping other) {
        return with(network, steps, objective, optimizer, noise, phases(), other);
    }

    /** The same recipe that shows the student no image of these classes; null shows it all. */
    public Recipe withOmitClasses(@Nullable List<String> other) {
        return new Recipe(
                network,
                epochs,
                steps,
                batchSize,
                unlabeledRatio,
                objective,
                optimizer,
                noise,
                movingAverageDecay,
                phases,
                earlyStopping,
                other);
    }

    private Recipe with(
            String network,
            int steps,
            Objective objective,
            OptimizerConfig optimizer,
            Noise noise,
            Phases phases,
            @Nullable EarlyStopping earlyStopping) {
        return new Recipe(
                network,
                steps > 0 ? 0 : epochs,
                steps,
                batchSize,
                unlabeledRatio,
                objective,
                optimizer,
                noise,
                movingAverageDecay,
                phases,
                earlyStopping,
                omitClasses);
    }

    /** When to end a training before its last step. */
    public record EarlyStopping(
            @Key(
                    allowed = "[1, 1000000]",
                    defaultValue = "5",
                    doc = "epochs without a better accuracy after which the training ends")
            int patience,

            @Key(
                    allowed = "validation",
                    defaultValue = "validation",
                    doc = "labeled images on which the averaged weights are evaluated after every epoch; the"
                            + " test split decides nothing")
            Split split) {}

    /**
     * What the loss is made of: either the single keys, or a list of terms, which takes their place.
     *
     * @param softLabels pseudo-labels enter as distributions; otherwise as their most probable class
     * @param unlabeledWeight null means the ratio, as in the reference code
     * @param onlineLabels null, by default, takes the stored pseudo-labels
     */
    public record Objective(
            @Key(
                    name = "labels",
                    allowed = "soft, hard",
                    defaultValue = "soft",
                    doc = "pseudo-labels as distributions, or as their most probable class")
            boolean softLabels,

            @Key(
                    allowed = "(0, 100]",
                    defaultValue = "1",
                    doc = "temperature T of the teacher's distribution, `p^(1/T)` renormalized; below 1 sharpens; with"
                            + " more than 128 classes, whose labels are cut to the 16 best, soft labels take 1 alone")
            double temperature,

            @Key(
                    allowed = "[0, 1)",
                    defaultValue = "0.1",
                    doc = "share of the target that is spread over all classes, for labeled rows and hard"
                            + " pseudo-labels")
            double labelSmoothing,

            @Key(
                    allowed = "[0, 1000]",
                    or = "auto",
                    defaultValue = "auto",
                    doc = "weight of the mean loss of pseudo-labeled rows; `auto` is the ratio, so that"
                            + " each row weighs the same; the loss is then up to 1 + ratio times the teacher's,"
                            + " which needs a lower `learning-rate`")
            @Nullable
            Double unlabeledWeight,

            @Key(
                    allowed = "[0, 1000]",
                    defaultValue = "0",
                    doc = "weight of FreeMatch's fairness term, 0.001 in its paper: pushes the student's"
                            + " predictions of each batch toward the class shares that the teacher expects")
            @Nullable
            Double fairness,

            @Key(
                    or = "none",
                    defaultValue = "none",
                    doc = "the teacher labels another view of every pseudo-labeled image in every step,"
                            + " distorted by crop and flip alone, in place of its stored label; alignment and"
                            + " calibration of the selection apply to stored labels only")
            @Nullable
            OnlineLabels onlineLabels,

            @Key(
                    name = "objective",
                    or = "none",
                    defaultValue = "none",
                    least = 1,
                    give = "a list of terms",
                    each = "one term, for example {cross-entropy: {label-smoothing: 0.1}}",
                    replaces = {
                        "labels",
                        "temperature",
                        "label-smoothing",
                        "unlabeled-weight",
                        "fairness",
                        "online-labels"
                    },
                    doc = "the loss as a list of terms, in place of `labels`, `temperature`, `label-smoothing`,"
                            + " `unlabeled-weight`, `fairness` and `online-labels`")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            @Nullable
            List<ObjectiveTerm> terms) {
        public Objective {
            fairness = fairness == null ? Double.valueOf(0) : fairness;
            terms = terms == null ? null : List.copyOf(terms);
        }

        /** The single keys, no list. */
        public Objective(
                boolean softLabels,
                double temperature,
                double labelSmoothing,
                @Nullable Double unlabeledWeight,
                @Nullable Double fairness,
                @Nullable OnlineLabels onlineLabels) {
            this(softLabels, temperature, labelSmoothing, unlabeledWeight, fairness, onlineLabels, null);
        }

        /** A list of terms, no single key. */
        public static Objective of(List<ObjectiveTerm> terms) {
            return new Objective(true, 1, 0.1, null, null, null, terms);
        }

        /** Cross entropy alone. */
        public Objective(
                boolean softLabels, double temperature, double labelSmoothing, @Nullable Double unlabeledWeight) {
            this(softLabels, temperature, labelSmoothing, unlabeledWeight, null, null, null);
        }

        /** What the single keys stand for. */
        private List<ObjectiveTerm> listed() {
            List<ObjectiveTerm> listed = new ArrayList<>();
            listed.add(new ObjectiveTerm.CrossEntropy(1, labelSmoothing));
            Weight ofUnlabeled = unlabeledWeight == null ? null : Weight.of(unlabeledWeight);
            LabelForm form = new LabelForm(ofUnlabeled, softLabels, temperature, labelSmoothing);
            listed.add(
                    onlineLabels == null
                            ? new ObjectiveTerm.PseudoLabels(form)
                            : new ObjectiveTerm.OnlineLabels(form, onlineLabels.minConfidence()));
            if (fairness() > 0) {
                listed.add(new ObjectiveTerm.Fairness(fairness()));
            }
            return listed;
        }

        /** Never null. */
        @Override
        public Double fairness() {
            return requireNonNull(fairness, "fairness");
        }
    }

    /** The teacher, without noise, labels another view of every pseudo-labeled image in every step. */
    public record OnlineLabels(
            @Key(
                    allowed = "[0, 1)",
                    defaultValue = "0",
                    doc = "views of which the teacher is less sure weigh nothing; 0 lets all in")
            double minConfidence) {}

    /** What moves the weights. */
    public enum Algorithm {
        /** Stochastic gradient descent with Nesterov momentum. */
        SGD,
        /** Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019). */
        ADAMW,
        /** As TensorFlow 1 has it, with which Noisy Student was trained. */
        RMSPROP
    }
}
