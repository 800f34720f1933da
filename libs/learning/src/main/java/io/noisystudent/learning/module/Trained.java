package io.noisystudent.learning.module;

/** Which weights of a graph training changes. */
public sealed interface Trained {
    /** All of them. */
    Trained ALL = new All();

    /**
     * The last batch normalization and what comes after it. Everything before it works as in evaluation.
     *
     * <p>Source: Touvron et al. 2019, section 4.
     */
    Trained CLASSIFIER = new Classifier();

    /** Those of the classifier, without any normalization: what the input of the last matrix product is computed from stays. */
    Trained BEHIND_BACKBONE = new BehindBackbone();

    /** Those that a value within the graph does not depend on. */
    static Trained behind(String value) {
        return new Behind(value);
    }

    /** See {@link #ALL}. */
    record All() implements Trained {}

    /** See {@link #CLASSIFIER}. */
    record Classifier() implements Trained {}

    /** See {@link #BEHIND_BACKBONE}. */
    record BehindBackbone() implements Trained {}

    /** See {@link #behind}. */
    record Behind(String value) implements Trained {}
}
