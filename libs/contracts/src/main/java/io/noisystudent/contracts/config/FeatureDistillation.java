package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A term that compares values within the student's graph with values within the teacher's. */
public sealed interface FeatureDistillation extends Distillation
        permits FeatureDistillation.AttentionTransfer,
                FeatureDistillation.SimilarityPreserving,
                FeatureDistillation.RelationalDistance,
                FeatureDistillation.RelationalAngle,
                FeatureDistillation.Hint {
    /** Which values. */
    Features features();

    @Override
    default Rows rows() {
        return features().rows();
    }

    /**
     * Values within the networks that are compared in pairs.
     *
     * @param student null means the term's default
     * @param teacher null means the term's default
     */
    record Features(
            @Key(
                    allowed = "\\S{1,200}",
                    or = "auto",
                    defaultValue = "auto",
                    least = 1,
                    give = "a list of names of values",
                    each = "the name of a value, such as stage3.block1.relu, or logits",
                    doc = "values in the student's graph, `logits` among them; `auto` is the term's default")
            @Nullable
            List<String> student,

            @Key(
                    allowed = "\\S{1,200}",
                    or = "auto",
                    defaultValue = "auto",
                    least = 1,
                    give = "a list of names of values",
                    each = "the name of a value, such as stage3.block1.relu, or logits",
                    doc = "as many values in the teacher's graph, which those of the student are compared with")
            @Nullable
            List<String> teacher,

            @Key(defaultValue = "all", doc = "rows of a batch that it looks at")
            Rows rows) {
        /** The defaults, for all rows. */
        public static final Features DEFAULT = new Features(null, null, Rows.ALL);

        public Features {
            student = student == null ? null : List.copyOf(student);
            teacher = teacher == null ? null : List.copyOf(teacher);
        }
    }

    /** Attention maps of feature maps (Zagoruyko, Komodakis, ICLR 2017). */
    @JsonTypeName("attention-transfer")
    @Kind("attention transfer (Zagoruyko and Komodakis 2017): where feature maps are active, as the teacher's;"
            + " by default at the ends of all stages")
    record AttentionTransfer(
            @Key(allowed = "[0, 100000]", defaultValue = "1000", doc = "weight of the term in the loss")
            Weight weight,

            @Key(
                    defaultValue = "squared",
                    doc = "mean of the squared differences of the maps, as in the authors' code, or of their"
                            + " Euclidean norms, as in the paper")
            AttentionForm form,

            @Inline Features features)
            implements FeatureDistillation {
        /** With a weight that stays. */
        public AttentionTransfer(double weight, AttentionForm form, Features features) {
            this(Weight.of(weight), form, features);
        }
    }

    /** How attention maps are compared. */
    enum AttentionForm {
        /** Mean square over rows and positions. */
        SQUARED,
        /** Mean norm over rows. */
        NORM
    }

    /** Similarities of the rows of a batch (Tung, Mori, ICCV 2019). */
    @JsonTypeName("similarity-preserving")
    @Kind("similarity-preserving distillation (Tung and Mori 2019): the similarities of the batch's rows, as the"
            + " teacher's; by default at the end of the last stage")
    record SimilarityPreserving(
            @Key(allowed = "[0, 100000]", defaultValue = "3000", doc = "weight of the term in the loss")
            Weight weight,

            @Key(
                    defaultValue = "gram",
                    doc = "products of the rows, normalized for each row, as in the paper, or cosines")
            SimilarityForm form,

            @Inline Features features)
            implements FeatureDistillation {
        /** With a weight that stays. */
        public SimilarityPreserving(double weight, SimilarityForm form, Features features) {
            this(Weight.of(weight), form, features);
        }
    }

    /** What the similarity of two rows is. */
    enum SimilarityForm {
        /** Their product, over the norm of all products of the first. */
        GRAM,
        /** The cosine between them. */
        COSINE
    }

    /** Distances between the rows of a batch (Park et al., CVPR 2019). */
    @JsonTypeName("relational-distance")
    @Kind("relational distillation (Park et al. 2019): the distances between the batch's rows over their mean, as the"
            + " teacher's; by default of what goes into the classifier; of `logits` with these as values")
    record RelationalDistance(
            @Key(allowed = "[0, 100000]", defaultValue = "25", doc = "weight of the term in the loss")
            Weight weight,

            @Key(
                    defaultValue = "huber",
                    doc = "how the distances are compared: squared up to a difference of 1 and absolute beyond,"
                            + " absolute, or squared")
            Difference form,

            @Inline Features features)
            implements FeatureDistillation {
        /** With a weight that stays. */
        public RelationalDistance(double weight, Difference form, Features features) {
            this(Weight.of(weight), form, features);
        }
    }

    /** How two numbers are compared. */
    enum Difference {
        /** Half the square up to 1, beyond that the absolute value less a half. */
        HUBER,
        /** The absolute value. */
        L1,
        /** The square. */
        SQUARED
    }

    /** Angles between the rows of a batch (Park et al., CVPR 2019). */
    @JsonTypeName("relational-angle")
    @Kind("relational distillation (Park et al. 2019): the angles of all triples of the batch's rows, as the teacher's;"
            + " memory grows with the cube of the rows, and with their square times the length of a value; by default"
            + " of what goes into the classifier")
    record RelationalAngle(
            @Key(allowed = "[0, 100000]", defaultValue = "50", doc = "weight of the term in the loss")
            Weight weight,

            @Inline Features features)
            implements FeatureDistillation {
        /** With a weight that stays. */
        public RelationalAngle(double weight, Features features) {
            this(Weight.of(weight), features);
        }
    }

    /** Feature maps through a regressor that is trained along (Romero et al., ICLR 2015). */
    @JsonTypeName("hint")
    @Kind(
            "hints (FitNets, Romero et al. 2015): feature maps as the teacher's, through a regressor that is trained along and"
                    + " left out of the version; by default at the end of the middle stage")
    record Hint(
            @Key(allowed = "[0, 100000]", defaultValue = "100", doc = "weight of the term in the loss")
            Weight weight,

            @Inline Features features)
            implements FeatureDistillation {
        /** With a weight that stays. */
        public Hint(double weight, Features features) {
            this(Weight.of(weight), features);
        }
    }
}
