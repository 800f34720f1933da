package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** One term of a training's loss; the loss is their weighted sum. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "term")
@JsonSubTypes({
    @JsonSubTypes.Type(ObjectiveTerm.CrossEntropy.class),
    @JsonSubTypes.Type(ObjectiveTerm.PseudoLabels.class),
    @JsonSubTypes.Type(ObjectiveTerm.OnlineLabels.class),
    @JsonSubTypes.Type(ObjectiveTerm.Fairness.class),
    @JsonSubTypes.Type(Distillation.SoftTargets.class),
    @JsonSubTypes.Type(Distillation.PermutedPredictions.class),
    @JsonSubTypes.Type(Distillation.ConfidenceWeighted.class),
    @JsonSubTypes.Type(Distillation.Decoupled.class),
    @JsonSubTypes.Type(Distillation.LogitMatching.class),
    @JsonSubTypes.Type(ObjectiveTerm.VirtualTeacher.class),
    @JsonSubTypes.Type(ObjectiveTerm.Mutual.class),
    @JsonSubTypes.Type(FeatureDistillation.AttentionTransfer.class),
    @JsonSubTypes.Type(FeatureDistillation.SimilarityPreserving.class),
    @JsonSubTypes.Type(FeatureDistillation.RelationalDistance.class),
    @JsonSubTypes.Type(FeatureDistillation.RelationalAngle.class),
    @JsonSubTypes.Type(FeatureDistillation.Hint.class)
})
@JsonPropertyOrder("term")
public sealed interface ObjectiveTerm
        permits ObjectiveTerm.CrossEntropy,
                ObjectiveTerm.PseudoLabels,
                ObjectiveTerm.OnlineLabels,
                ObjectiveTerm.Fairness,
                ObjectiveTerm.VirtualTeacher,
                ObjectiveTerm.Mutual,
                Distillation {
    /** Name of the term, {@code cross-entropy} for example. */
    @JsonProperty("term")
    default String termName() {
        return getClass().getAnnotation(JsonTypeName.class).value();
    }

    /** Its weight in the loss; of a term whose weight is {@code auto}, once the recipe has set it. */
    Weight weight();

    /** On which rows it looks. */
    Rows rows();

    /** Rows of a batch. */
    enum Rows {
        /** Labeled and pseudo-labeled rows. */
        ALL,
        /** Rows with labels that people gave. */
        LABELED,
        /** Rows with labels of the teacher. */
        UNLABELED
    }

    /** Mean cross entropy of the labeled rows with their labels. */
    @JsonTypeName("cross-entropy")
    @Kind("the mean cross entropy of the labeled rows with their labels")
    record CrossEntropy(
            @Key(allowed = "[0, 1000]", defaultValue = "1", doc = "weight of the term in the loss")
            Weight weight,

            @Key(allowed = "[0, 1)", defaultValue = "0.1", doc = "share of the target that is spread over all classes")
            double labelSmoothing)
            implements ObjectiveTerm {
        /** With a weight that stays. */
        public CrossEntropy(double weight, double labelSmoothing) {
            this(Weight.of(weight), labelSmoothing);
        }

        @Override
        public Rows rows() {
            return Rows.LABELED;
        }
    }

    /** Mean cross entropy of the pseudo-labeled rows with the teacher's stored labels. */
    @JsonTypeName("pseudo-labels")
    @Kind("the mean cross entropy of the pseudo-labeled rows with the stored labels of the teacher")
    record PseudoLabels(@Inline LabelForm form) implements ObjectiveTerm {
        @Override
        public Weight weight() {
            return form.weightOfRecipe();
        }

        @Override
        public Rows rows() {
            return Rows.UNLABELED;
        }

        /** The same with a weight, where it has none. */
        PseudoLabels weighted(double other) {
            return new PseudoLabels(form.weighted(other));
        }
    }

    /**
     * Mean cross entropy of the pseudo-labeled rows with the labels that the teacher gives to another view of them in
     * every step (UDA, FixMatch).
     */
    @JsonTypeName("online-labels")
    @Kind("as `pseudo-labels`, with the labels that the teacher gives in every step to another view of the"
            + " image, distorted by crop and flip alone")
    record OnlineLabels(
            @Inline LabelForm form,

            @Key(
                    allowed = "[0, 1)",
                    defaultValue = "0",
                    doc = "views of which the teacher is less sure weigh nothing; 0 lets all in")
            double minConfidence)
            implements ObjectiveTerm {
        @Override
        public Weight weight() {
            return form.weightOfRecipe();
        }

        @Override
        public Rows rows() {
            return Rows.UNLABELED;
        }

        /** The same with a weight, where it has none. */
        OnlineLabels weighted(double other) {
            return new OnlineLabels(form.weighted(other), minConfidence);
        }
    }

    /**
     * How a teacher's labels enter the loss.
     *
     * @param weight null means the recipe's {@code unlabeled-ratio}
     */
    record LabelForm(
            @Key(
                    allowed = "[0, 1000]",
                    or = "auto",
                    defaultValue = "auto",
                    doc = "weight of the term in the loss; `auto` is `unlabeled-ratio`")
            @Nullable
            Weight weight,

            @Key(
                    name = "labels",
                    allowed = "soft, hard",
                    defaultValue = "soft",
                    doc = "labels as distributions, or as their most probable class")
            boolean softLabels,

            @Key(
                    allowed = "(0, 100]",
                    defaultValue = "1",
                    doc = "temperature T of soft labels, `p^(1/T)` renormalized; below 1 sharpens")
            double temperature,

            @Key(
                    allowed = "[0, 1)",
                    defaultValue = "0.1",
                    doc = "share of the target of hard labels that is spread over all classes")
            double labelSmoothing) {
        Weight weightOfRecipe() {
            return requireNonNull(weight, "the weight of the recipe was not set");
        }

        LabelForm weighted(double other) {
            return weight == null ? new LabelForm(Weight.of(other), softLabels, temperature, labelSmoothing) : this;
        }
    }

    /** FreeMatch's fairness term of the pseudo-labeled rows (Wang et al., ICLR 2023). */
    @JsonTypeName("fairness")
    @Kind("FreeMatch's fairness term of the pseudo-labeled rows: pushes the predictions of each batch toward"
            + " the class shares that the teacher expects")
    record Fairness(
            @Key(allowed = "(0, 1000]", defaultValue = "0.001", doc = "weight of the term in the loss")
            Weight weight) implements ObjectiveTerm {
        /** With a weight that stays. */
        public Fairness(double weight) {
            this(Weight.of(weight));
        }

        @Override
        public Rows rows() {
            return Rows.UNLABELED;
        }
    }

    /** Soft targets of a teacher that is made by hand (Yuan et al., CVPR 2020). */
    @JsonTypeName("virtual-teacher")
    @Kind(
            "distillation without a teacher (Tf-KD, Yuan et al. 2020): soft targets of the labeled rows from a distribution"
                    + " that is made by hand, sure of the label and equal elsewhere")
    record VirtualTeacher(
            @Key(allowed = "[0, 100000]", defaultValue = "0.95", doc = "weight of the term in the loss")
            Weight weight,

            @Key(allowed = "(0, 100]", defaultValue = "20", doc = "temperature T that softens it")
            double temperature,

            @Key(allowed = "(0, 1)", defaultValue = "0.99", doc = "its probability of the label")
            double confidence,

            @Key(
                    defaultValue = "paper",
                    doc = "the paper's: `p^(1/T)` renormalized, the student at T too, times T²; or that of its"
                            + " code: `softmax(p/T)`, the student at temperature 1, without a factor")
            VirtualForm form)
            implements ObjectiveTerm {
        /** With a weight that stays. */
        public VirtualTeacher(double weight, double temperature, double confidence, VirtualForm form) {
            this(Weight.of(weight), temperature, confidence, form);
        }

        @Override
        public Rows rows() {
            return Rows.LABELED;
        }
    }

    /** Divergence from the students that are trained along (Zhang et al., CVPR 2018). */
    @JsonTypeName("mutual")
    @Kind("mutual learning (Zhang et al. 2018): the mean divergence of the student's distributions from those of the"
            + " students that are trained along with it, at temperature 1; for"
            + " `curriculum.kind: mutual-learning`")
    record Mutual(
            @Key(allowed = "[0, 100000]", defaultValue = "1", doc = "weight of the term in the loss")
            Weight weight,

            @Key(
                    defaultValue = "simultaneous",
                    doc = "every student learns from what the others predict before the step, or, as in the paper,"
                            + " one after the other moves and the next ones learn from what it predicts then, which"
                            + " takes more forward passes")
            Update update,

            @Key(defaultValue = "all", doc = "rows of a batch that it looks at")
            Rows rows)
            implements ObjectiveTerm {
        /** With a weight that stays. */
        public Mutual(double weight, Update update, Rows rows) {
            this(Weight.of(weight), update, rows);
        }
    }

    /** When the students of a cohort move within a step. */
    enum Update {
        /** All at once. */
        SIMULTANEOUS,
        /** One after the other. */
        SEQUENTIAL
    }

    /** How a virtual teacher is softened. */
    enum VirtualForm {
        /** Both sides by the temperature. */
        PAPER,
        /** The teacher alone, its probabilities taken for logits. */
        REPOSITORY
    }
}
