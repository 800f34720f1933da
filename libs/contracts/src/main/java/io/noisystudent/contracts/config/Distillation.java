package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonTypeName;

/** A term that takes a teacher in every step, which sees the images that the student sees, noise included. */
public sealed interface Distillation extends ObjectiveTerm
        permits Distillation.SoftTargets,
                Distillation.PermutedPredictions,
                Distillation.ConfidenceWeighted,
                Distillation.Decoupled,
                Distillation.LogitMatching,
                FeatureDistillation {
    /** Kullback-Leibler divergence from the teacher's softened distributions (Hinton, Vinyals, Dean 2015). */
    @JsonTypeName("soft-targets")
    @Kind("distillation (Hinton et al. 2015): T² times the mean divergence of the student's distributions from the"
            + " teacher's, both softened by a temperature T")
    record SoftTargets(
            @Key(allowed = "[0, 100000]", defaultValue = "0.9", doc = "weight of the term in the loss")
            Weight weight,

            @Key(allowed = "(0, 100]", defaultValue = "4", doc = "temperature T, `softmax(z/T)`, of both sides")
            double temperature,

            @Key(
                    defaultValue = "false",
                    doc =
                            "first bring the logits of every row to mean 0 and deviation 1, on both sides (Sun et al. 2024,"
                                    + " which takes weight 9 and temperature 2)")
            boolean standardize,

            @Key(defaultValue = "all", doc = "rows of a batch that it looks at")
            Rows rows)
            implements Distillation {
        /** With a weight that stays. */
        public SoftTargets(double weight, double temperature, boolean standardize, Rows rows) {
            this(Weight.of(weight), temperature, standardize, rows);
        }
    }

    /** Soft targets that keep what the teacher says of its best class alone (Furlanello et al., ICML 2018). */
    @JsonTypeName("permuted-predictions")
    @Kind(
            "born-again networks' ablation DKPP (Furlanello et al. 2018): `soft-targets` of which the probabilities of all"
                    + " classes but the teacher's best are permuted, at random for every row of every step")
    record PermutedPredictions(
            @Key(allowed = "[0, 100000]", defaultValue = "1", doc = "weight of the term in the loss")
            Weight weight,

            @Key(allowed = "(0, 100]", defaultValue = "1", doc = "temperature T of both sides")
            double temperature,

            @Key(defaultValue = "all", doc = "rows of a batch that it looks at")
            Rows rows)
            implements Distillation {
        /** With a weight that stays. */
        public PermutedPredictions(double weight, double temperature, Rows rows) {
            this(Weight.of(weight), temperature, rows);
        }
    }

    /** Cross entropy with the labels, in which a row counts as the teacher is sure of it (Furlanello et al., ICML 2018). */
    @JsonTypeName("confidence-weighted")
    @Kind(
            "born-again networks' ablation CWTM (Furlanello et al. 2018): `cross-entropy` of which every row is weighed by the"
                    + " teacher's largest probability, as a share of the sum of these over the labeled rows of the batch")
    record ConfidenceWeighted(
            @Key(allowed = "[0, 1000]", defaultValue = "1", doc = "weight of the term in the loss")
            Weight weight,

            @Key(allowed = "[0, 1)", defaultValue = "0", doc = "share of the target that is spread over all classes")
            double labelSmoothing)
            implements Distillation {
        /** With a weight that stays. */
        public ConfidenceWeighted(double weight, double labelSmoothing) {
            this(Weight.of(weight), labelSmoothing);
        }

        @Override
        public Rows rows() {
            return Rows.LABELED;
        }
    }

    /** Soft targets with the label's class and the other classes weighed apart (Zhao et al., CVPR 2022). */
    @JsonTypeName("decoupled")
    @Kind("decoupled distillation (Zhao et al. 2022): `soft-targets` in two parts, the probability of the label's class"
            + " and the distribution over the others, each with a weight")
    record Decoupled(
            @Key(allowed = "[0, 100000]", defaultValue = "1", doc = "weight of the term in the loss")
            Weight weight,

            @Key(allowed = "(0, 100]", defaultValue = "4", doc = "temperature T of both sides")
            double temperature,

            @Key(allowed = "[0, 1000]", defaultValue = "1", doc = "weight of the label's class")
            double alpha,

            @Key(allowed = "[0, 1000]", defaultValue = "8", doc = "weight of the other classes")
            double beta,

            @Key(
                    defaultValue = "all",
                    doc = "rows of a batch that it looks at; without a label, the teacher's most probable class"
                            + " takes its place")
            Rows rows)
            implements Distillation {
        /** With a weight that stays. */
        public Decoupled(double weight, double temperature, double alpha, double beta, Rows rows) {
            this(Weight.of(weight), temperature, alpha, beta, rows);
        }
    }

    /** Squared distance of the logits from the teacher's (Ba, Caruana 2014). */
    @JsonTypeName("logit-matching")
    @Kind("the mean squared difference of the logits from the teacher's (Ba and Caruana 2014)")
    record LogitMatching(
            @Key(allowed = "[0, 100000]", defaultValue = "1", doc = "weight of the term in the loss")
            Weight weight,

            @Key(
                    defaultValue = "false",
                    doc = "first subtract from the logits of every row their mean, which says nothing; for teachers of"
                            + " another kind")
            boolean center,

            @Key(defaultValue = "all", doc = "rows of a batch that it looks at")
            Rows rows)
            implements Distillation {
        /** With a weight that stays. */
        public LogitMatching(double weight, boolean center, Rows rows) {
            this(Weight.of(weight), center, rows);
        }
    }
}
